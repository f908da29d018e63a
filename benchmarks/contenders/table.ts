import { UsageError } from '../errors.ts';
import type { Contender } from './contender.ts';
import { stock, stockCalls, stockHttp, stockMessaging, stockOff, stockPino, stockPinoLogs } from './opentelemetry.ts';
import { isBuilt, ours, oursLogs, oursOff } from './throughline.ts';
import { datadog, sentry } from './vendors.ts';

const plain: Contender = {
  name: 'plain',
  label: 'nothing loaded',
  packages: [],
  nodeArguments: [],
  environment: () => ({}),
};

/** Only the API package: what a program that calls it pays while no runtime is registered. */
const apiOnly: Contender = { ...plain, name: 'api-only', label: 'OpenTelemetry API alone' };

const all = [
  plain,
  ours,
  stock,
  stockHttp,
  datadog,
  sentry,
  oursOff,
  stockOff,
  apiOnly,
  oursLogs,
  stockPino,
  stockPinoLogs,
  stockMessaging,
  stockCalls,
];

/**
 * The contenders of a run, the baseline first: it is measured even when it was not asked for, because every ratio needs
 * it. Throughline is left out with a note when it has not been built.
 */
export function selectContenders(defaults: readonly string[], asked?: readonly string[]): Contender[] {
  const names = new Set([defaults[0], ...(asked ?? defaults)]);
  const selected = [...names].map(findContender);
  if (isBuilt()) return selected;
  if (asked?.includes('ours'))
    throw new UsageError('cannot run ours: got no packages/node/dist/register.js, need a build');
  console.log('ours is left out: packages/node has not been built');
  return selected.filter(({ name }) => !name.startsWith('ours'));
}

function findContender(name: string | undefined): Contender {
  const found = all.find((contender) => contender.name === name);
  if (found) return found;
  throw new UsageError(`cannot select contender: got ${name}, need one of ${all.map((each) => each.name).join(', ')}`);
}
