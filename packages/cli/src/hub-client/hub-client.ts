import type { ErrorAnswer } from '@throughline/hub';
import { CommandError } from '../errors.ts';

/** Query parameters; what is `undefined` is left out. */
export type Parameters = Readonly<Record<string, string | number | undefined>>;

/** Asks a hub. */
export class HubClient {
  readonly url: string;
  readonly #token: string | undefined;

  constructor(url: string, token: string | undefined) {
    this.url = url.replace(/\/+$/, '');
    this.#token = token;
  }

  /**
   * Fetches `/api/v1/<path>`.
   *
   * @throws CommandError with what the hub said, or that there is none.
   */
  async fetch<T>(path: string, parameters: Parameters = {}): Promise<T> {
    const answer = await this.#request(path, parameters);
    if (!answer.ok) throw new CommandError(await this.#explain(answer, parameters));
    return (await answer.json()) as T;
  }

  /**
   * Opens an answer that goes on and on.
   *
   * @throws CommandError as `fetch` does.
   */
  async stream(path: string, parameters: Parameters): Promise<ReadableStream<Uint8Array>> {
    const answer = await this.#request(path, parameters);
    if (!answer.ok || answer.body === null) throw new CommandError(await this.#explain(answer, parameters));
    return answer.body;
  }

  async #request(path: string, parameters: Parameters): Promise<Response> {
    const url = new URL(`${this.url}/api/v1/${path}`);
    for (const [name, value] of Object.entries(parameters))
      if (value !== undefined) url.searchParams.set(name, String(value));
    const headers = this.#token === undefined ? {} : { authorization: `Bearer ${this.#token}` };
    return fetch(url, { headers }).catch((error: Error) => {
      throw new CommandError(
        `cannot reach a hub at ${this.url} (${reasonOf(error)}). Start one with: throughline serve, or name it with --hub URL`,
      );
    });
  }

  async #explain(answer: Response, { q }: Parameters): Promise<string> {
    const text = await answer.text();
    const error = parseError(text);
    if (error === undefined) return `the hub at ${this.url} answered ${answer.status}: ${text.slice(0, 200)}`;
    const { message, position, suggestion } = error;
    const place = position === undefined || q === undefined ? '' : `\n  ${q}\n  ${pointAt(String(q), position)}`;
    const hint = suggestion === undefined || message.includes(suggestion) ? '' : `\n  did you mean ${suggestion}?`;
    return message + place + hint;
  }
}

function parseError(text: string): ErrorAnswer['error'] | undefined {
  try {
    return (JSON.parse(text) as ErrorAnswer).error;
  } catch {
    return undefined;
  }
}

function pointAt(query: string, { from, to }: { readonly from: number; readonly to: number }): string {
  return ' '.repeat(from) + '^'.repeat(Math.max(1, Math.min(to, query.length) - from));
}

function reasonOf(error: Error): string {
  return (error.cause as NodeJS.ErrnoException | undefined)?.code ?? error.message;
}
