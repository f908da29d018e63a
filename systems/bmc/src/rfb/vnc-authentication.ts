import { createCipheriv } from 'node:crypto';

/**
 * The answer to a challenge, RFC 6143 section 7.2.2: DES with the password as its key, the bits of each byte mirrored. Triple DES
 * with one key three times is DES, which OpenSSL 3 no longer offers by its name.
 */
export function answerChallenge(challenge: Uint8Array, password: string): Buffer {
  const key = Buffer.alloc(8);
  Buffer.from(password, 'latin1').copy(key, 0, 0, 8);
  const mirrored = key.map(mirrorBits);
  const cipher = createCipheriv('des-ede3', Buffer.concat([mirrored, mirrored, mirrored]), null).setAutoPadding(false);
  return Buffer.concat([cipher.update(challenge), cipher.final()]);
}

function mirrorBits(byte: number): number {
  let mirrored = 0;
  for (let bit = 0; bit < 8; bit++) if (byte & (1 << bit)) mirrored |= 0x80 >> bit;
  return mirrored;
}
