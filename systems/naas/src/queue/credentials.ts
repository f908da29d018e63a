// Credentials come with a request and are needed by a worker. Between the two they lie in Redis, so they lie there encrypted.
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** For a device. */
export interface Credentials {
  readonly username: string;
  readonly password: string;
  /** For privileged mode. Default the password. */
  readonly enable: string;
}

const ALGORITHM = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** @param secret - 64 hex digits. */
export function sealCredentials(credentials: Credentials, secret: string): string {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(ALGORITHM, Buffer.from(secret, 'hex'), iv);
  const sealed = Buffer.concat([cipher.update(JSON.stringify(credentials), 'utf8'), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64');
}

/** @throws if they were sealed with another secret. */
export function openCredentials(text: string, secret: string): Credentials {
  const bytes = Buffer.from(text, 'base64');
  const decipher = createDecipheriv(ALGORITHM, Buffer.from(secret, 'hex'), bytes.subarray(0, IV_BYTES));
  decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
  const opened = Buffer.concat([decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]);
  return JSON.parse(opened.toString('utf8')) as Credentials;
}

/** Of an `Authorization: Basic` header; undefined if it is none. */
export function readBasicCredentials(header: string | undefined): Omit<Credentials, 'enable'> | undefined {
  const encoded = /^Basic ([A-Za-z0-9+/=]+)$/.exec(header ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const [username, ...password] = Buffer.from(encoded, 'base64').toString('utf8').split(':');
  return username === '' || password.length === 0 ? undefined : { username, password: password.join(':') };
}
