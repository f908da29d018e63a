import { decodeLogsRequest } from '@throughline/wire/decode';
import type { EncodedBatch } from '../export/encoded-batch.ts';
import type { SendResult, Transport } from '../export/transport.ts';
import { writeStreamText } from '../export/write-stream-text.ts';
import { renderLogs } from './render-logs.ts';

/** Shows log records as lines, for developers. */
export class ConsoleLogTransport implements Transport {
  readonly name = 'console';
  readonly endpoint = 'stdout';
  readonly maxConcurrency = 1;
  readonly writesAtOnce = true;

  async send(batch: EncodedBatch): Promise<SendResult> {
    return writeStreamText(process.stdout, renderLogs(decodeLogsRequest(batch.bytes)));
  }

  hold(): void {}

  close(): void {}
}
