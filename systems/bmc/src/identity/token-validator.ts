import { withSpan } from '@throughline/node';
import { createLocalJWKSet, jwtVerify } from 'jose';
import type { JSONWebKeySet } from 'jose';
import { AUDIENCE, ISSUER, UnauthenticatedError } from './claims.ts';
import type { Claims } from './claims.ts';

interface Payload {
  readonly sub: string;
  readonly customer_id: string;
  readonly server_id?: string;
}

/** Checks users' tokens against the public keys of the manager. */
export class TokenValidator {
  readonly #keys: ReturnType<typeof createLocalJWKSet>;

  constructor(keys: JSONWebKeySet) {
    this.#keys = createLocalJWKSet(keys);
  }

  /** @throws UnauthenticatedError */
  validate(token: string): Promise<Claims> {
    return withSpan('jwt.validate', async () => {
      const { payload } = await jwtVerify<Payload>(token, this.#keys, { issuer: ISSUER, audience: AUDIENCE }).catch(
        (error: { code?: string }) => {
          throw new UnauthenticatedError(`the token is not valid (${error.code ?? 'unknown'})`);
        },
      );
      const { sub, customer_id: customerId, server_id: serverId } = payload;
      return { userId: sub, customerId, serverId };
    });
  }
}

/** Fetches the keys of a manager. */
export async function fetchKeys(managerUrl: string): Promise<JSONWebKeySet> {
  const answer = await fetch(`${managerUrl}/.well-known/jwks.json`);
  if (!answer.ok) throw new Error(`cannot fetch the keys of ${managerUrl}: got ${answer.status}, need 200`);
  return (await answer.json()) as JSONWebKeySet;
}
