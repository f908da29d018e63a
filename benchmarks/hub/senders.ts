import { request as httpRequest, Agent } from 'node:http';
import { connect, type IncomingHttpHeaders } from 'node:http2';

export type Protocol = 'http' | 'grpc';

/** Sends one request and resolves when the hub has acknowledged it. */
export type Send = (body: Buffer) => Promise<void>;

/** Of whom the hub has too much already, says when to come again. */
export class BusyError extends Error {}

const METHOD = '/opentelemetry.proto.collector.trace.v1.TraceService/Export';

/** A sender over kept connections. */
export function createSender(protocol: Protocol, url: string): Send {
  return protocol === 'http' ? createHttpSender(url) : createGrpcSender(url);
}

function createHttpSender(url: string): Send {
  const agent = new Agent({ keepAlive: true });
  const headers = { 'content-type': 'application/x-protobuf' };
  return (body) =>
    new Promise((resolve, reject) => {
      const request = httpRequest(
        `${url}/v1/traces`,
        { method: 'POST', agent, headers: { ...headers, 'content-length': body.length } },
        (response) => {
          response.resume();
          response.on('end', () => {
            if (response.statusCode === 200) resolve();
            else if (response.statusCode === 429) reject(new BusyError());
            else reject(new Error(`cannot send: got status ${response.statusCode}, need 200`));
          });
        },
      );
      request.on('error', reject);
      request.end(body);
    });
}

const RESOURCE_EXHAUSTED = '8';

/** On HTTP/2 itself: a client library would take from the hub what it costs. All calls share a connection, as those of an exporter do. */
function createGrpcSender(url: string): Send {
  const session = connect(url);
  session.unref();
  const headers = { ':method': 'POST', ':path': METHOD, 'content-type': 'application/grpc', te: 'trailers' };
  return (body) =>
    new Promise((resolve, reject) => {
      const stream = session.request(headers);
      const settle = (answer: IncomingHttpHeaders): void => {
        const status = answer['grpc-status'];
        if (status === '0') resolve();
        else if (status === RESOURCE_EXHAUSTED) reject(new BusyError());
        else if (status !== undefined) reject(new Error(`cannot send: got status ${String(status)}, need 0`));
      };
      stream.on('response', settle).on('trailers', settle).on('error', reject).resume();
      const prefix = Buffer.alloc(5);
      prefix.writeUInt32BE(body.length, 1);
      stream.write(prefix);
      stream.end(body);
    });
}
