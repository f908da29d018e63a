import { withSpan } from '@throughline/node';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import type { CryptoKey, JSONWebKeySet } from 'jose';
import { AUDIENCE, ISSUER } from './claims.ts';
import type { Claims } from './claims.ts';

const ALGORITHM = 'ES256';

/** Signs users' tokens with a key that lives as long as the process: after a restart everybody logs in again. */
export class TokenSigner {
  readonly #key: CryptoKey;
  /** To check its tokens with. */
  readonly publicKeys: JSONWebKeySet;

  private constructor(key: CryptoKey, publicKeys: JSONWebKeySet) {
    this.#key = key;
    this.publicKeys = publicKeys;
  }

  static async create(): Promise<TokenSigner> {
    const { privateKey, publicKey } = await generateKeyPair(ALGORITHM);
    const kid = crypto.randomUUID();
    return new TokenSigner(privateKey, { keys: [{ ...(await exportJWK(publicKey)), alg: ALGORITHM, kid }] });
  }

  sign({ userId, customerId, serverId }: Claims): Promise<string> {
    return withSpan('jwt.sign', () =>
      new SignJWT({ customer_id: customerId, ...(serverId !== undefined && { server_id: serverId }) })
        .setProtectedHeader({ alg: ALGORITHM, kid: this.publicKeys.keys[0].kid })
        .setSubject(userId)
        .setIssuer(ISSUER)
        .setAudience(AUDIENCE)
        .setIssuedAt()
        .setExpirationTime(serverId === undefined ? '1h' : '1m')
        .sign(this.#key),
    );
  }
}
