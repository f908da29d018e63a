/** What a token says about its bearer. */
export interface Claims {
  readonly userId: string;
  readonly customerId: string;
  /** Of a grant: the one server that it is for. Gateways accept nothing else. */
  readonly serverId?: string;
}

/** Of users' tokens. */
export const ISSUER = 'bmc-manager';
export const AUDIENCE = 'bmc';

/** The token of an `Authorization` header. */
export function bearerToken(header: string | null | undefined): string {
  const token = /^Bearer (.+)$/.exec(header ?? '')?.[1];
  if (token === undefined) throw new UnauthenticatedError('no token was sent');
  return token;
}

/** Whoever calls is not who they say. Its message says nothing about the token. */
export class UnauthenticatedError extends Error {
  override readonly name = 'UnauthenticatedError';
}
