import type { ErrorAnswer } from '@throughline/hub';
import { ApiError } from './api-error.ts';
import { authorizationHeaders, reportRefused } from './token.ts';

/** Parameters of a request; those without a value are left out. */
export type Parameters = Readonly<Record<string, string | number | undefined>>;

/**
 * Asks the hub.
 *
 * @param path - below `/api/v1`.
 * @throws ApiError
 */
export async function fetchJson<T>(path: string, parameters: Parameters = {}, signal?: AbortSignal): Promise<T> {
  const response = await fetchAnswer(path, parameters, signal);
  return (await response.json()) as T;
}

/** The same for an answer that is read bit by bit. */
export async function fetchAnswer(path: string, parameters: Parameters, signal?: AbortSignal): Promise<Response> {
  const headers = authorizationHeaders();
  const response = await fetch(urlOf(path, parameters), { headers, signal }).catch((error: unknown) => {
    if (signal?.aborted) throw error;
    throw new ApiError(0, { code: 'TL_HUB_GONE', message: `cannot reach the hub at ${location.origin}` });
  });
  if (response.ok) return response;
  if (response.status === 401) reportRefused(headers);
  throw await readError(response);
}

/** The address of a question. */
export function urlOf(path: string, parameters: Parameters): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters))
    if (value !== undefined && value !== '') search.set(name, String(value));
  const text = search.toString();
  return text === '' ? `/api/v1${path}` : `/api/v1${path}?${text}`;
}

async function readError(response: Response): Promise<ApiError> {
  const answer = (await response.json().catch(() => undefined)) as Partial<ErrorAnswer> | undefined;
  const unknown = { code: 'TL_UNKNOWN', message: `cannot read the hub's answer: it has the status ${response.status}` };
  return new ApiError(response.status, answer?.error ?? unknown);
}
