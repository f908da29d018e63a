import { wrapChannel } from './wrap-client.ts';
import { wrapServer } from './wrap-server.ts';

/** Wraps the channels and servers among the exports of a module of @grpc/grpc-js. @returns whether there was one. */
export function wrapGrpc(exports: object): boolean {
  const isWrapped = Object.values(exports).map((one) => wrapChannel(one) || wrapServer(one));
  return isWrapped.includes(true);
}
