import type { IncomingMessage } from 'node:http';
import type { HttpConfiguration } from '../../configuration/configuration.ts';
import { reportBug } from '../guard.ts';

type Ignore = (request: IncomingMessage) => boolean;

/** The rule for requests that make no span, or `undefined` where there is none: the common case costs nothing. */
export function createIgnoreRule(http: HttpConfiguration): Ignore | undefined {
  const patterns = http.ignoreIncomingPaths.map(toPattern);
  const hook = http.ignoreIncomingRequest;
  if (patterns.length === 0 && hook === undefined) return undefined;
  return (request) => matchesPath(patterns, request.url ?? '') || (hook !== undefined && askHook(hook, request));
}

function matchesPath(patterns: readonly RegExp[], url: string): boolean {
  const query = url.indexOf('?');
  const path = query === -1 ? url : url.slice(0, query);
  return patterns.some((pattern) => pattern.test(path));
}

function askHook(hook: Ignore, request: IncomingMessage): boolean {
  try {
    return hook(request) === true;
  } catch (error) {
    reportBug('http.ignoreIncomingRequest', error);
    return false;
  }
}

/** `*` stands for any characters, `?` for one. */
function toPattern(glob: string): RegExp {
  const escaped = glob
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*+/g, '.*')
    .replace(/\?/g, '.');
  return new RegExp(`^${escaped}$`);
}
