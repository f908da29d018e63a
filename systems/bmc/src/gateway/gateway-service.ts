import { Code, ConnectError } from '@connectrpc/connect';
import type { HandlerContext, ServiceImpl } from '@connectrpc/connect';
import { withSpan } from '@throughline/node';
import type { Logger } from 'pino';
import { SessionKind } from '../generated/bmc/v1/agent_pb.js';
import type { CreateSessionRequest, CreateSessionResponse, GatewayService } from '../generated/bmc/v1/gateway_pb.js';
import type { Claims } from '../identity/claims.ts';
import { authenticate } from '../identity/connect-errors.ts';
import type { TokenValidator } from '../identity/token-validator.ts';
import { baggage, callerBaggage } from '../telemetry/baggage.ts';
import type { Agents } from './agents.ts';
import { createSessionId } from './sessions.ts';
import type { Sessions } from './sessions.ts';

interface GatewayParts {
  readonly agents: Agents;
  readonly sessions: Sessions;
  readonly validator: TokenValidator;
  readonly datacenter: string;
  /** Where users connect their WebSockets. */
  readonly webSocketUrl: () => string;
  readonly log: Logger;
}

const KINDS = { vnc: SessionKind.VNC, sol: SessionKind.SOL } as const;

/** What users, and the manager for them, may do with the servers of a datacenter. */
export function createGatewayService(parts: GatewayParts): ServiceImpl<typeof GatewayService> {
  const { agents, datacenter, log } = parts;
  return {
    power: ({ serverId, action }, call) =>
      baggage.with({ server_id: serverId, datacenter }, async () => {
        const claims = await authorize(serverId, call, parts);
        return baggage.with(callerBaggage(claims), async () => {
          const outcome = await agents.get(serverId).run(serverId, { case: 'power', value: action });
          if (outcome.case !== 'power') throw new ConnectError('the agent answered another question', Code.Internal);
          log.info({ server: serverId, isOn: outcome.value.isOn }, 'power answered');
          return outcome.value;
        });
      }),

    createVNCSession: (request, call) => createSession('vnc', request, { call, parts, span: 'CreateVNCSession' }),
    createSOLSession: (request, call) => createSession('sol', request, { call, parts, span: 'CreateSOLSession' }),
  };
}

interface Creation {
  readonly call: HandlerContext;
  readonly parts: GatewayParts;
  /** The span's name, by which operators look for it. */
  readonly span: string;
}

async function createSession(
  kind: keyof typeof KINDS,
  { serverId, sessionId }: CreateSessionRequest,
  { call, parts, span }: Creation,
): Promise<CreateSessionResponse> {
  const { agents, sessions, datacenter, webSocketUrl } = parts;
  const id = sessionId === '' ? createSessionId() : checkSessionId(sessionId);
  const known = { session_id: id, server_id: serverId, datacenter };
  return baggage.with(known, () =>
    withSpan(span, async () => {
      const claims = await authorize(serverId, call, parts);
      return baggage.with(callerBaggage(claims), async () => {
        const session = sessions.create({ id, kind, serverId, customerId: claims.customerId });
        try {
          await agents.get(serverId).run(serverId, { case: 'session', value: sessionStart(id, kind) });
        } catch (error) {
          session.end('not started');
          throw error;
        }
        session.expectUser();
        return {
          $typeName: 'bmc.v1.CreateSessionResponse' as const,
          sessionId: id,
          url: `${webSocketUrl()}/${kind}/${id}`,
        };
      });
    }),
  );
}

/** It stands in addresses and in baggage. @throws ConnectError `invalid_argument` */
function checkSessionId(id: string): string {
  if (/^[\w-]{1,64}$/.test(id)) return id;
  throw new ConnectError('a session id has 1 to 64 letters, digits, - or _', Code.InvalidArgument);
}

function sessionStart(sessionId: string, kind: keyof typeof KINDS) {
  return { $typeName: 'bmc.v1.SessionStart', sessionId, kind: KINDS[kind] } as const;
}

/** A grant is for one server. */
async function authorize(serverId: string, call: HandlerContext, { validator }: GatewayParts): Promise<Claims> {
  const claims = await authenticate(call, validator);
  if (claims.serverId !== serverId) throw new ConnectError(`no grant for ${serverId}`, Code.PermissionDenied);
  return claims;
}
