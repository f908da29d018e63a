// How far baggage goes. It names customers and sessions, and is meant for our own services: to other hosts a request
// takes the trace along and no baggage, and a server that anybody may call need not believe the baggage of its callers.
import type { Context } from '@opentelemetry/api';
import type { BaggageConfiguration } from '../configuration/configuration.ts';
import { getBaggage, withoutBaggage } from '../context/context.ts';
import { compileGlob } from '../sampling/glob.ts';
import { isPrivateHost } from './private-host.ts';

type Matcher = (host: string) => boolean;

const MAX_REMEMBERED = 500;
const remembered = new Map<string, boolean>();
let matchers: readonly Matcher[] = [isPrivateHost];
let accepts = true;

/** Sets which hosts baggage is sent to, and whether servers take it over. */
export function configureTrustBoundary({ hosts, accept }: Pick<BaggageConfiguration, 'hosts' | 'accept'>): void {
  const patterns = hosts.map((host) => host.toLowerCase()).filter((host) => host !== 'none');
  matchers = patterns.map((pattern) => (pattern === 'private' ? isPrivateHost : compileGlob(pattern)));
  accepts = accept;
  remembered.clear();
}

/** Whether baggage may be sent to a host: a name or an address, without port, IPv6 with or without brackets. */
export function mayReceiveBaggage(host: string): boolean {
  return remembered.get(host) ?? remember(host);
}

/** Whether servers take over the baggage of requests. */
export function acceptsBaggage(): boolean {
  return accepts;
}

/** The context of a caller as a host may know it: without baggage where that is beyond the boundary. */
export function contextFor(host: string, context: Context): Context {
  return getBaggage(context) === undefined || mayReceiveBaggage(host) ? context : withoutBaggage(context);
}

/** The context of a request as a server believes it. */
export function believedContext(context: Context): Context {
  return accepts || getBaggage(context) === undefined ? context : withoutBaggage(context);
}

function remember(host: string): boolean {
  if (remembered.size >= MAX_REMEMBERED) remembered.clear();
  const name = normalizeHost(host);
  const may = matchers.some((matches) => matches(name));
  remembered.set(host, may);
  return may;
}

/** Lower case, without the brackets of IPv6 and the dot of the DNS root. */
function normalizeHost(host: string): string {
  const bare = host.startsWith('[') && host.endsWith(']') ? host.slice(1, -1) : host;
  return (bare.endsWith('.') ? bare.slice(0, -1) : bare).toLowerCase();
}
