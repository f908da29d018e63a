import { Subscriptions } from '../guard.ts';
import { recordHandlerError } from '../http/handler-error.ts';
import { setHttpRoute } from '../http/route.ts';
import type { FailureMessage, MatchMessage } from './handler-channels.ts';

/** Puts the routes and errors that a wrapped framework publishes on the server spans of their requests. */
export function subscribeHandlers(framework: string): Subscriptions {
  return new Subscriptions()
    .on<MatchMessage>(`throughline:${framework}.match`, ({ request, route }) => setHttpRoute(request, route))
    .on<FailureMessage>(`throughline:${framework}.failure`, ({ request, error }) => recordHandlerError(request, error));
}
