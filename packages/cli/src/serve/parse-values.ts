import { CommandError } from '../errors.ts';

/** A port; 0 is any free one. */
export function parsePort(text: string): number {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535)
    throw new CommandError(`cannot listen on port ${text}: need 0 (any free one) to 65535`, 2);
  return Number(text);
}

const UNITS: Readonly<Record<string, number>> = {
  b: 1,
  kib: 2 ** 10,
  mib: 2 ** 20,
  gib: 2 ** 30,
  kb: 1e3,
  mb: 1e6,
  gb: 1e9,
};

/** `16MiB`, `1.5 GB`, `4096`. */
export function parseBytes(text: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/i.exec(text.trim());
  const unit = match === null ? undefined : UNITS[match[2].toLowerCase() || 'b'];
  if (match === null || unit === undefined)
    throw new CommandError(`cannot read the size ${text}: need a number of bytes, or one with KiB, MiB or GiB`, 2);
  return Math.round(Number(match[1]) * unit);
}

/** A whole number from 1. */
export function parseCount(text: string): number {
  if (!/^[1-9]\d{0,14}$/.test(text))
    throw new CommandError(`cannot read the number ${text}: need a whole number from 1`, 2);
  return Number(text);
}
