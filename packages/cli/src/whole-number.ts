import { CommandError } from './errors.ts';

/** What reads the value of an option that is a whole number within limits; others are an error of the command line. */
export function wholeNumber(option: string, least: number, most = Number.MAX_SAFE_INTEGER): (text: string) => number {
  const limits = most === Number.MAX_SAFE_INTEGER ? `from ${least}` : `from ${least} to ${most}`;
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least && value <= most) return value;
    throw new CommandError(`cannot use ${option} ${text}: need a whole number ${limits}`, 2);
  };
}
