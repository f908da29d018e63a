import { connect } from 'node:net';

const TIMEOUT_MS = 1000;

/** Whether something listens where a URL points. @returns why not, `undefined` when it does. */
export function whyUnreachable(url: string): Promise<string | undefined> {
  const { hostname, port, protocol } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect({
      host: hostname.replace(/^\[(.*)\]$/, '$1'),
      port: Number(port || (protocol === 'https:' ? 443 : 80)),
      timeout: TIMEOUT_MS,
    });
    const settle = (reason: string | undefined): void => {
      socket.destroy();
      resolve(reason);
    };
    socket.on('connect', () => settle(undefined));
    socket.on('timeout', () => settle(`no answer within ${TIMEOUT_MS} ms`));
    socket.on('error', (error: NodeJS.ErrnoException) => settle(error.code ?? error.message));
  });
}
