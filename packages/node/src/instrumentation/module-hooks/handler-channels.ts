import { type Channel, channel } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';

/** A route has been chosen for a request. */
export interface MatchMessage {
  readonly request: IncomingMessage;
  /** Its template. */
  readonly route: string;
}

/** A handler has thrown, or its promise was rejected. */
export interface FailureMessage {
  readonly request: IncomingMessage;
  readonly error: unknown;
}

/** The channels on which we publish what a framework does that has none of its own. */
export class HandlerChannels {
  readonly #match: Channel;
  readonly #failure: Channel;

  /** @param framework - names the channels: `throughline:<framework>.match` and `throughline:<framework>.failure`. */
  constructor(framework: string) {
    this.#match = channel(`throughline:${framework}.match`);
    this.#failure = channel(`throughline:${framework}.failure`);
  }

  get hasSubscribers(): boolean {
    return this.#match.hasSubscribers;
  }

  publishMatch(request: IncomingMessage, route: string): void {
    this.#match.publish({ request, route: route === '' ? '/' : route } satisfies MatchMessage);
  }

  publishFailure(request: IncomingMessage, error: unknown): void {
    this.#failure.publish({ request, error } satisfies FailureMessage);
  }

  /** Publishes the rejection of what a handler returned, if it is a promise. */
  watch(request: IncomingMessage, result: unknown): void {
    if (!(result instanceof Promise)) return;
    // A branch of its own: the framework still gets the handler's promise, and its rejection.
    result.then(undefined, (error: unknown) => this.publishFailure(request, error));
  }
}
