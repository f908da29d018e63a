import type { Writable } from 'node:stream';
import { describeError } from './describe-error.ts';
import type { SendResult } from './transport.ts';

/**
 * Writes `text` to a standard stream and waits until it is out. A reader that has gone away (`app | head`) is no error
 * of the application: without this listener it would end the process.
 */
export function writeStreamText(stream: Writable, text: string): Promise<SendResult> {
  return new Promise((resolve) => {
    const ignore = (): void => {};
    stream.on('error', ignore);
    stream.write(text, (error) => {
      if (error === null || error === undefined) {
        stream.off('error', ignore);
        resolve({ kind: 'delivered' });
        return;
      }
      // The event follows the callback.
      setImmediate(() => {
        stream.off('error', ignore);
        resolve({ kind: 'failed', reason: `cannot write to the stream: ${describeError(error)}` });
      });
    });
  });
}
