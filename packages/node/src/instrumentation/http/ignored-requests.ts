import type { IncomingMessage } from 'node:http';
import type { HttpConfiguration } from '../../configuration/configuration.ts';
import { compileGlob } from '../../sampling/glob.ts';
import { reportBug } from '../guard.ts';

type Ignore = (request: IncomingMessage) => boolean;

/** The rule for requests that make no span, or `undefined` where there is none: the common case costs nothing. */
export function createIgnoreRule(http: HttpConfiguration): Ignore | undefined {
  const patterns = http.ignoreIncomingPaths.map(compileGlob);
  const hook = http.ignoreIncomingRequest;
  if (patterns.length === 0 && hook === undefined) return undefined;
  return (request) => matchesPath(patterns, request.url ?? '') || (hook !== undefined && askHook(hook, request));
}

function matchesPath(patterns: readonly ((path: string) => boolean)[], url: string): boolean {
  const query = url.indexOf('?');
  const path = query === -1 ? url : url.slice(0, query);
  return patterns.some((matches) => matches(path));
}

function askHook(hook: Ignore, request: IncomingMessage): boolean {
  try {
    return hook(request) === true;
  } catch (error) {
    reportBug('http.ignoreIncomingRequest', error);
    return false;
  }
}
