import { SpanKind } from '@opentelemetry/api';
import { withSpan } from '@throughline/node';
import type { Logger } from 'pino';
import { SessionKind } from '../generated/bmc/v1/agent_pb.js';
import type { Command, Result, SessionStart } from '../generated/bmc/v1/agent_pb.js';
import type { PowerAction } from '../generated/bmc/v1/power_pb.js';
import { baggage } from '../telemetry/baggage.ts';
import { runInContextOf } from '../telemetry/carrier.ts';
import { BmcError, toBmcError, withDeadline } from './bmc-error.ts';
import type { AgentConfiguration, Bmc } from './configuration.ts';
import { startSol, startVnc } from './console-session.ts';
import type { ManagementNetwork } from './management-network.ts';
import { power } from './power.ts';

export interface CommandParts {
  readonly configuration: AgentConfiguration;
  readonly network: ManagementNetwork;
  readonly ca: string;
  readonly serviceToken: string;
  readonly log: Logger;
}

type Outcome = Result['outcome'];

/** Runs a command of the gateway, as part of the request that it is from. Never rejects: a failure is an outcome, too. */
export function runCommand(command: Command, parts: CommandParts): Promise<Outcome> {
  const { configuration, log } = parts;
  return runInContextOf(command.context, async () => {
    const bmc = configuration.bmcs.find(({ serverId }) => serverId === command.serverId);
    const known = { agent_id: configuration.agentId, bmc_type: bmc?.type };
    return baggage.with(known, () =>
      withSpan(`agent.rpc.${nameOf(command)}`, { kind: SpanKind.SERVER }, async () => {
        if (bmc === undefined) throw new BmcError('not_found', `no BMC is known for ${command.serverId}`);
        return operate(bmc, command, parts);
      }).catch((error: unknown): Outcome => {
        const { code, message } = toBmcError(error);
        log.error({ server: command.serverId, code }, message);
        return { case: 'failure', value: { $typeName: 'bmc.v1.Failure', code, message } };
      }),
    );
  });
}

function nameOf({ operation }: Command): string {
  if (operation.case === 'power') return 'Power';
  return operation.case === 'session' && operation.value.kind === SessionKind.SOL ? 'StartSOL' : 'StartVNC';
}

function operate(bmc: Bmc, { operation }: Command, parts: CommandParts): Promise<Outcome> {
  const { timeoutMs } = parts.configuration;
  return withDeadline(timeoutMs, bmc.host, async (signal) => {
    if (operation.case === 'power') return operatePower(bmc, operation.value, { ...parts, signal });
    if (operation.case === 'session') return startSession(bmc, operation.value, { ...parts, signal });
    throw new BmcError('unimplemented', 'this agent does not know the command');
  });
}

type Operation = CommandParts & { readonly signal: AbortSignal };

async function operatePower(bmc: Bmc, action: PowerAction, { network, ca, signal, log }: Operation): Promise<Outcome> {
  const isOn = await power(bmc, action, { network, ca, signal });
  log.info({ server: bmc.serverId, isOn }, 'power done');
  return { case: 'power', value: { $typeName: 'bmc.v1.PowerResponse', isOn, bmcType: bmc.type } };
}

async function startSession(bmc: Bmc, { sessionId, kind }: SessionStart, operation: Operation): Promise<Outcome> {
  const { configuration, network, serviceToken, signal, log } = operation;
  const socketUrl = `${configuration.gatewayUrl.replace(/^http/, 'ws')}/agent/${sessionId}`;
  const start = kind === SessionKind.VNC ? startVnc : startSol;
  await start({ bmc, network, socketUrl, serviceToken, signal, log: log.child({ session: sessionId }) });
  return { case: 'session', value: { $typeName: 'bmc.v1.SessionStarted' } };
}
