import { request as httpRequest, Agent } from 'node:http';
import { Client, credentials } from '@grpc/grpc-js';

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

const RESOURCE_EXHAUSTED = 8;

function createGrpcSender(url: string): Send {
  const client = new Client(url.replace(/^.*:\/\//, ''), credentials.createInsecure());
  const identity = (bytes: Buffer): Buffer => bytes;
  return (body) =>
    new Promise((resolve, reject) => {
      client.makeUnaryRequest(METHOD, identity, identity, body, (error) => {
        if (error === null) resolve();
        else reject(error.code === RESOURCE_EXHAUSTED ? new BusyError() : error);
      });
    });
}
