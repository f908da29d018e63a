// What speaks at an address, found out without sending anything that could be taken for data.
import { connect } from 'node:net';
import { connect as connectTls } from 'node:tls';

const TIMEOUT_MS = 2000;

/** HTTP/2's first words, and an empty SETTINGS frame. */
const HTTP2_PREFACE = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\u0004\0\0\0\0\0', 'latin1');
const SETTINGS_FRAME = 4;
/** Of a TLS record: an alert, as a TLS server answers to plain text. */
const TLS_ALERT = 21;

export interface Listener {
  /** Why there is none; `undefined` if somebody listens. */
  readonly unreachable: string | undefined;
  readonly http1: boolean;
  /** What gRPC needs. */
  readonly http2: boolean;
  readonly tls: boolean;
}

/** Finds out who listens where a URL points. */
export async function describeListener(url: string): Promise<Listener> {
  const { hostname, port, protocol } = new URL(url);
  const secure = protocol === 'https:';
  const address = { host: hostname.replace(/^\[(.*)\]$/, '$1'), port: Number(port || (secure ? 443 : 80)) };
  const http2 = await firstBytes(address, HTTP2_PREFACE);
  if (http2.error !== undefined) return { unreachable: http2.error, http1: false, http2: false, tls: false };
  const http1 = await firstBytes(address, Buffer.from(`OPTIONS /v1/traces HTTP/1.1\r\nhost: ${hostname}\r\n\r\n`));
  return {
    unreachable: undefined,
    http1: http1.bytes.toString('latin1', 0, 5) === 'HTTP/',
    http2: http2.bytes.length > 3 && http2.bytes[3] === SETTINGS_FRAME,
    tls: http2.bytes[0] === TLS_ALERT || http1.bytes[0] === TLS_ALERT || (await speaksTls(address)),
  };
}

interface Address {
  readonly host: string;
  readonly port: number;
}

interface FirstBytes {
  readonly bytes: Buffer;
  readonly error?: string;
}

function firstBytes(address: Address, hello: Buffer): Promise<FirstBytes> {
  return new Promise((resolve) => {
    const socket = connect({ ...address, timeout: TIMEOUT_MS });
    let isConnected = false;
    const settle = (bytes: Buffer, error?: string): void => {
      socket.destroy();
      resolve({ bytes, error });
    };
    socket.on('connect', () => {
      isConnected = true;
      socket.write(hello);
    });
    socket.on('data', (bytes) => settle(bytes));
    socket.on('close', () => settle(Buffer.alloc(0)));
    socket.on('timeout', () => settle(Buffer.alloc(0), isConnected ? undefined : `no answer within ${TIMEOUT_MS} ms`));
    socket.on('error', (error: NodeJS.ErrnoException) =>
      settle(Buffer.alloc(0), isConnected ? undefined : (error.code ?? error.message)),
    );
  });
}

function speaksTls(address: Address): Promise<boolean> {
  return new Promise((resolve) => {
    // Whoever it is: only whether they speak TLS is asked.
    const socket = connectTls({ ...address, rejectUnauthorized: false, timeout: TIMEOUT_MS });
    const settle = (speaks: boolean): void => {
      socket.destroy();
      resolve(speaks);
    };
    socket.on('secureConnect', () => settle(true));
    for (const event of ['error', 'timeout', 'close']) socket.on(event, () => settle(false));
  });
}
