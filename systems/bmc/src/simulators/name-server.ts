// A DNS server for the names of the BMCs: RFC 1035, questions for A records only. It answers some of them late.
import { createSocket } from 'node:dgram';
import type { Socket } from 'node:dgram';
import type { AddressInfo } from 'node:net';

export interface NameRecord {
  readonly address: string;
  readonly delayMs: number;
}

const HEADER_BYTES = 12;
const TYPE_A = 1;
/** A response, authoritative. */
const FLAGS = 0x84_00;
const NO_SUCH_NAME = 3;

/** @returns `address:port` of the server, and what closes it. */
export async function startNameServer(
  records: ReadonlyMap<string, NameRecord>,
): Promise<{ address: string; close: () => void }> {
  const socket = createSocket('udp4');
  socket.on('message', (query, { port, address }) => answer(socket, query, { port, address, records }));
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  const { address, port } = socket.address() as AddressInfo;
  return { address: `${address}:${port}`, close: () => void socket.close() };
}

interface Asker {
  readonly port: number;
  readonly address: string;
  readonly records: ReadonlyMap<string, NameRecord>;
}

function answer(socket: Socket, query: Buffer, { port, address, records }: Asker): void {
  const { name, type, end } = readQuestion(query);
  const record = records.get(name);
  const response = formatAnswer(
    query.subarray(0, end),
    type === TYPE_A ? record?.address : undefined,
    record !== undefined,
  );
  const send = (): void => {
    try {
      socket.send(response, port, address);
    } catch {
      // Closed meanwhile.
    }
  };
  if (record === undefined || record.delayMs === 0) send();
  else setTimeout(send, record.delayMs);
}

function readQuestion(query: Buffer): { name: string; type: number; end: number } {
  const labels: string[] = [];
  let at = HEADER_BYTES;
  while (at < query.length && query[at] !== 0) {
    labels.push(query.toString('latin1', at + 1, at + 1 + query[at]).toLowerCase());
    at += query[at] + 1;
  }
  return { name: labels.join('.'), type: at + 3 <= query.length ? query.readUInt16BE(at + 1) : 0, end: at + 5 };
}

function formatAnswer(question: Buffer, address: string | undefined, isKnown: boolean): Buffer {
  const head = Buffer.from(question);
  head.writeUInt16BE(FLAGS | (isKnown ? 0 : NO_SUCH_NAME), 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt16BE(address === undefined ? 0 : 1, 6);
  head.writeUInt32BE(0, 8);
  if (address === undefined) return head;
  // The name of the question, type A, class IN, no time to live, four bytes.
  const record = Buffer.from([
    0xc0,
    HEADER_BYTES,
    0,
    TYPE_A,
    0,
    1,
    0,
    0,
    0,
    0,
    0,
    4,
    ...address.split('.').map(Number),
  ]);
  return Buffer.concat([head, record]);
}
