import type { IncomingMessage, ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';
import { currentTraceId } from '@throughline/node';
import type { Logger } from 'pino';
import { UnauthenticatedError } from '../identity/claims.ts';
import type { TokenSigner } from '../identity/token-signer.ts';
import { baggage, callerBaggage } from '../telemetry/baggage.ts';
import { nameRoute } from '../telemetry/route.ts';
import type { Users } from './users.ts';

interface AuthParts {
  readonly users: Users;
  readonly signer: TokenSigner;
  readonly log: Logger;
}

/** `POST /auth`: a name and a password for a token. */
export async function answerAuth(request: IncomingMessage, response: ServerResponse, parts: AuthParts): Promise<void> {
  nameRoute('POST', '/auth');
  try {
    const { name, password } = (await json(request)) as { name: string; password: string };
    const claims = await parts.users.authenticate(String(name), String(password));
    await baggage.with(callerBaggage(claims), async () => {
      const token = await parts.signer.sign(claims);
      parts.log.info({ customer: claims.customerId }, 'user logged in');
      send(response, 200, { token, customer_id: claims.customerId });
    });
  } catch (error) {
    refuse(response, error, parts.log);
  }
}

/** Users read the trace id to whoever helps them. */
function refuse(response: ServerResponse, error: unknown, log: Logger): void {
  const isExpected = error instanceof UnauthenticatedError || error instanceof SyntaxError;
  log.warn({ err: error }, 'login refused');
  const status = error instanceof UnauthenticatedError ? 401 : isExpected ? 400 : 500;
  send(response, status, { error: isExpected ? error.message : 'internal error', trace_id: currentTraceId() });
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
