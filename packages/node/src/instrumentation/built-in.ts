import type { Instrumentation } from './instrumentation.ts';
import { httpClient } from './http/client.ts';
import { httpServer } from './http/server.ts';
import { undici } from './undici/spans.ts';

/** The instrumentations that come with the runtime, by the name that switches them off. */
export const BUILT_IN: readonly Instrumentation[] = [httpServer, httpClient, undici];
