import type { ErrorAnswer } from '@throughline/hub';
import { CommandError } from '../errors.ts';
import { HUB_MARK } from './find-hub.ts';
import { columnsOf, harmless } from '../terminal/text.ts';

/** Query parameters; what is `undefined` is left out. */
export type Parameters = Readonly<Record<string, string | number | undefined>>;

/** A hub gives up on a statement after 30 s, and some questions take two. */
const ANSWER_WITHIN_MS = 65_000;

/** Asks a hub. */
export class HubClient {
  readonly url: string;
  readonly #token: string | undefined;

  /** @throws CommandError for what is no address. */
  constructor(url: string, token: string | undefined) {
    this.url = url.replace(/\/+$/, '');
    this.#token = token;
    if (!URL.canParse(this.url))
      throw new CommandError(`cannot ask a hub at ${url}: need an address like http://127.0.0.1:3301`, 2);
  }

  /**
   * Fetches `/api/v1/<path>`.
   *
   * @throws CommandError with what the hub said, or that there is none.
   */
  async fetch<T>(path: string, parameters: Parameters = {}, withinMs = ANSWER_WITHIN_MS): Promise<T> {
    const signal = AbortSignal.timeout(withinMs);
    const answer = await this.#request(path, parameters, signal);
    const text = await answer.text().catch((error: Error) => this.#fail(error, signal));
    if (!answer.ok) throw new CommandError(this.#explain(answer.status, text, parameters));
    return JSON.parse(text) as T;
  }

  /**
   * Opens an answer that goes on and on.
   *
   * @throws CommandError as `fetch` does.
   */
  async stream(path: string, parameters: Parameters): Promise<AsyncIterable<Uint8Array>> {
    return this.#chunks(await this.#open(path, parameters, new AbortController()));
  }

  /**
   * Says that this process uses the hub, until it ends or calls what is returned.
   *
   * @throws CommandError as `fetch` does.
   */
  async attach(): Promise<() => void> {
    const leaving = new AbortController();
    const body = await this.#open('attach', {}, leaving);
    // It ends when somebody leaves, this process or the hub.
    body.pipeTo(new WritableStream()).catch(() => {});
    return () => leaving.abort();
  }

  /** @param controller - ends the answer; until its head is there, only so much time may pass. */
  async #open(path: string, parameters: Parameters, controller: AbortController): Promise<ReadableStream<Uint8Array>> {
    const late = setTimeout(() => controller.abort(), ANSWER_WITHIN_MS);
    const answer = await this.#request(path, parameters, controller.signal).finally(() => clearTimeout(late));
    if (answer.ok && answer.body !== null) return answer.body;
    throw new CommandError(this.#explain(answer.status, await answer.text(), parameters));
  }

  async *#chunks(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
    try {
      yield* body;
    } catch (error) {
      throw new CommandError(`the hub at ${this.url} has gone (${reasonOf(error as Error)})`);
    }
  }

  async #request(path: string, parameters: Parameters, signal: AbortSignal): Promise<Response> {
    const url = new URL(`${this.url}/api/v1/${path}`);
    for (const [name, value] of Object.entries(parameters))
      if (value !== undefined) url.searchParams.set(name, String(value));
    const headers = this.#token === undefined ? {} : { authorization: `Bearer ${this.#token}` };
    const answer = await fetch(url, { headers, signal }).catch((error: Error) => this.#fail(error, signal));
    if (answer.status === 431) throw new CommandError('cannot ask the hub: the query is too long', 2);
    if (!answer.headers.has(HUB_MARK)) {
      await answer.body?.cancel();
      throw new CommandError(
        `cannot use ${this.url}: something else than a Throughline hub answers there (HTTP ${answer.status}). Name the hub with --hub URL, or start one with: throughline serve`,
      );
    }
    return answer;
  }

  #fail(error: Error, { aborted }: AbortSignal): never {
    const reason = aborted ? 'something listens there and does not answer' : reasonOf(error);
    throw new CommandError(
      `cannot reach a hub at ${this.url} (${reason}). Start one with: throughline serve, or name it with --hub URL`,
    );
  }

  #explain(status: number, text: string, { q }: Parameters): string {
    const error = parseError(text);
    if (error === undefined) return `the hub at ${this.url} answered ${status}: ${harmless(text.slice(0, 200))}`;
    const { message, position, suggestion } = error;
    const place = position === undefined || q === undefined ? '' : `\n${pointAt(String(q), position)}`;
    const hint = suggestion === undefined || message.includes(suggestion) ? '' : `\n  did you mean ${suggestion}?`;
    return message + place + hint;
  }
}

function parseError(text: string): ErrorAnswer['error'] | undefined {
  try {
    const { error } = JSON.parse(text) as Partial<ErrorAnswer>;
    return typeof error?.message === 'string' ? error : undefined;
  } catch {
    return undefined;
  }
}

/** The line of the query with the fault, and signs below it. */
function pointAt(query: string, { from, to }: { readonly from: number; readonly to: number }): string {
  const lineStart = query.slice(0, from).lastIndexOf('\n') + 1;
  const [line] = query.slice(lineStart).split('\n');
  const before = harmless(line.slice(0, from - lineStart));
  const marked = harmless(line.slice(from - lineStart, to - lineStart));
  return `  ${harmless(line)}\n  ${' '.repeat(columnsOf(before))}${'^'.repeat(Math.max(1, columnsOf(marked)))}`;
}

function reasonOf(error: Error): string {
  const cause = error.cause as NodeJS.ErrnoException | undefined;
  return cause?.code ?? cause?.message ?? error.message;
}
