// A closed loop of keep-alive connections on raw sockets, one request in flight on each. It parses only what it must, so
// that the core it runs on is not what limits the server.
import { connect, type Socket } from 'node:net';

import { ResponseReader } from './response-reader.ts';

export interface Target {
  readonly port: number;
  /** Asked for in turn. */
  readonly paths: readonly string[];
  readonly connections: number;
}

/** The connections to one server; they stay open from one load to the next. */
export class LoadClient {
  readonly #lines: Line[];
  readonly #requests: readonly Buffer[];
  #wanted = 0;
  #sent = 0;
  #answered = 0;
  #latenciesMs = new Float64Array(0);
  #finish: () => void = () => {};

  private constructor(lines: Line[], paths: readonly string[]) {
    this.#lines = lines;
    this.#requests = paths.map(formatRequest);
  }

  static async open({ port, paths, connections }: Target): Promise<LoadClient> {
    const lines = await Promise.all(Array.from({ length: connections }, () => Line.open(port)));
    return new LoadClient(lines, paths);
  }

  /** Sends `requests` requests and resolves, when each had its 200, with the time each took, in milliseconds. */
  async run(requests: number): Promise<Float64Array> {
    this.#wanted = requests;
    this.#sent = 0;
    this.#answered = 0;
    this.#latenciesMs = new Float64Array(requests);
    await new Promise<void>((resolve) => {
      this.#finish = resolve;
      for (const line of this.#lines) this.#sendNext(line);
    });
    return this.#latenciesMs;
  }

  #sendNext(line: Line): void {
    if (this.#sent === this.#wanted) return;
    line.send(this.#requests[this.#sent++ % this.#requests.length]!, (elapsedMs) => this.#receive(line, elapsedMs));
  }

  #receive(line: Line, elapsedMs: number): void {
    this.#latenciesMs[this.#answered++] = elapsedMs;
    if (this.#answered === this.#wanted) this.#finish();
    else this.#sendNext(line);
  }
}

const READ_BUFFER_BYTES = 64 * 1024;

/** One connection with at most one request in flight. An error or a close of the server's ends the process. */
class Line {
  readonly #reader = new ResponseReader();
  readonly #socket: Socket;
  #startMs = 0;
  #answered: (elapsedMs: number) => void = () => {};

  private constructor(port: number) {
    const onread = {
      buffer: Buffer.allocUnsafe(READ_BUFFER_BYTES),
      callback: (length: number, chunk: Uint8Array) => this.#read(chunk, length),
    };
    this.#socket = connect({ host: '127.0.0.1', port, noDelay: true, onread });
    this.#socket.on('close', () => {
      throw new Error('cannot go on loading: got a closed connection, need it open');
    });
  }

  static async open(port: number): Promise<Line> {
    const line = new Line(port);
    await new Promise((resolve) => line.#socket.once('connect', resolve));
    return line;
  }

  send(request: Buffer, answered: (elapsedMs: number) => void): void {
    this.#answered = answered;
    this.#startMs = performance.now();
    this.#socket.write(request);
  }

  #read(chunk: Uint8Array, length: number): boolean {
    if (this.#reader.isComplete(chunk, length)) this.#answered(performance.now() - this.#startMs);
    return true;
  }
}

function formatRequest(path: string): Buffer {
  return Buffer.from(`GET ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\nuser-agent: benchmark/1.0\r\naccept: */*\r\n\r\n`);
}
