import { Code, ConnectError } from '@connectrpc/connect';
import type { HandlerContext } from '@connectrpc/connect';
import { bearerToken, UnauthenticatedError } from './claims.ts';
import type { Claims } from './claims.ts';
import type { TokenValidator } from './token-validator.ts';

/** Whose call this is. @throws ConnectError `unauthenticated` */
export async function authenticate(call: HandlerContext, validator: TokenValidator): Promise<Claims> {
  try {
    return await validator.validate(bearerToken(call.requestHeader.get('authorization')));
  } catch (error) {
    if (error instanceof UnauthenticatedError) throw new ConnectError(error.message, Code.Unauthenticated);
    throw error;
  }
}

/** @throws ConnectError `permission_denied` unless another program of this deployment calls. */
export function requireService(call: HandlerContext, serviceToken: string): void {
  if (call.requestHeader.get('authorization') === `Bearer ${serviceToken}`) return;
  throw new ConnectError('only programs of this deployment may call this', Code.PermissionDenied);
}
