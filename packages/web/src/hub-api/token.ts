// The token of a hub that asks for one. It is kept by origin, which has the port in it, and not in a cookie, which every other
// server on this machine would be sent.
const KEY = 'throughline.token';

const listeners = new Set<() => void>();
let refused = false;

/** Takes the token out of an address like `http://localhost:3301/#token=…`, so that it is not in the history. */
export function adoptTokenFromAddress(): void {
  const token = /^#token=(.+)$/.exec(location.hash)?.[1];
  if (token === undefined) return;
  localStorage.setItem(KEY, decodeURIComponent(token));
  history.replaceState(history.state, '', location.pathname + location.search);
}

/** The header that carries it, if there is one. */
export function authorizationHeaders(): Record<string, string> {
  const token = localStorage.getItem(KEY);
  return token === null ? {} : { authorization: `Bearer ${token}` };
}

/** Keeps a token that somebody typed in. */
export function rememberToken(token: string): void {
  localStorage.setItem(KEY, token);
  setRefused(false);
}

/** Says that the hub refused a request with these headers. An answer to a token that was changed since says nothing. */
export function reportRefused(headers: Readonly<Record<string, string>>): void {
  if (headers.authorization === authorizationHeaders().authorization) setRefused(true);
}

function setRefused(value: boolean): void {
  if (refused === value) return;
  refused = value;
  for (const listener of listeners) listener();
}

export const tokenState = {
  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  isRefused: (): boolean => refused,
  hasToken: (): boolean => localStorage.getItem(KEY) !== null,
};
