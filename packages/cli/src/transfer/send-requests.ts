import { setTimeout as delay } from 'node:timers/promises';
import { decodeExportResponse, parseExportResponseJson } from '@throughline/wire/decode';
import type { Signal } from '@throughline/wire/decode';
import { CommandError } from '../errors.ts';
import type { OtlpRequest } from './otlp-content.ts';

/** What became of what was sent, in items: `sent` is always `accepted + rejected`. */
export interface Account {
  sent: number;
  accepted: number;
  rejected: number;
}

/** The whole balance. */
export interface Balance {
  readonly requests: { sent: number; refused: number; unreadable: number };
  readonly items: Readonly<Record<Signal, Account>>;
  /** Why something was not taken, each reason once. */
  readonly reasons: string[];
}

export interface Destination {
  readonly otlpHttpUrl: string;
  readonly token: string | undefined;
}

const MAX_REASONS = 20;
/** While the receiver has no room. */
const MAX_ATTEMPTS = 20;
const RETRY_MS = 500;
const RETRYABLE = new Set([429, 502, 503, 504]);

/** An empty balance. */
export function createBalance(): Balance {
  const account = (): Account => ({ sent: 0, accepted: 0, rejected: 0 });
  return {
    requests: { sent: 0, refused: 0, unreadable: 0 },
    items: { traces: account(), logs: account(), metrics: account() },
    reasons: [],
  };
}

/** Adds a reason, if it is new. */
export function addReason({ reasons }: Balance, reason: string): void {
  if (reasons.length < MAX_REASONS && !reasons.includes(reason)) reasons.push(reason);
}

/**
 * Sends a request and books what became of its items.
 *
 * @throws CommandError where nobody answers, or the token is refused: the rest would fare no better.
 */
export async function sendRequest(
  request: OtlpRequest,
  { otlpHttpUrl, token }: Destination,
  balance: Balance,
): Promise<void> {
  const { signal, items, body, type } = request;
  const account = balance.items[signal];
  const answer = await post(`${otlpHttpUrl}/v1/${signal}`, body, {
    'content-type': type,
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
  });
  balance.requests.sent++;
  account.sent += items;
  if (answer.ok) {
    const partial = await readPartial(answer, request);
    account.rejected += partial.rejected;
    account.accepted += items - partial.rejected;
    if (partial.reason !== '') addReason(balance, partial.reason);
    return;
  }
  const reason = (await answer.text()).replaceAll(/\s+/g, ' ').slice(0, 200);
  if (answer.status === 401 || answer.status === 403)
    throw new CommandError(`cannot load into ${otlpHttpUrl}: ${readableReason(reason)}; need --token`);
  balance.requests.refused++;
  account.rejected += items;
  addReason(balance, `HTTP ${answer.status}: ${readableReason(reason)}`);
}

async function post(url: string, body: Uint8Array, headers: Record<string, string>): Promise<Response> {
  for (let attempt = 1; ; attempt++) {
    const answer = await fetch(url, { method: 'POST', headers, body: body as Uint8Array<ArrayBuffer> }).catch(
      (error: Error) => {
        const reason = (error.cause as NodeJS.ErrnoException | undefined)?.code ?? error.message;
        throw new CommandError(`cannot reach ${url}: ${reason}`);
      },
    );
    if (!RETRYABLE.has(answer.status) || attempt >= MAX_ATTEMPTS) return answer;
    await answer.body?.cancel();
    const afterSeconds = Number(answer.headers.get('retry-after') ?? Number.NaN);
    await delay(Number.isFinite(afterSeconds) ? afterSeconds * 1000 : RETRY_MS * Math.min(attempt, 10));
  }
}

interface Partial {
  readonly rejected: number;
  readonly reason: string;
}

async function readPartial(answer: Response, { signal, type }: OtlpRequest): Promise<Partial> {
  const bytes = new Uint8Array(await answer.arrayBuffer());
  const partial =
    type === 'application/json'
      ? parseExportResponseJson(Buffer.from(bytes).toString() || '{}', signal)
      : decodeExportResponse(bytes);
  return { rejected: partial?.rejectedCount ?? 0, reason: partial?.errorMessage ?? '' };
}

/** The message of an answer in JSON; anything else as it is. */
function readableReason(text: string): string {
  try {
    return (JSON.parse(text) as { message?: string }).message ?? text;
  } catch {
    // oxlint-disable-next-line no-control-regex -- of an answer in protobuf the text is of use, the tags are not
    return text.replaceAll(/[\u0000-\u001f\ufffd]+/g, ' ').trim();
  }
}
