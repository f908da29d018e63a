import { withSpan } from '@throughline/node';
import { PowerAction } from '../generated/bmc/v1/power_pb.js';
import type { Bmc } from './configuration.ts';
import { runIpmi } from './ipmi.ts';
import { RedfishSession } from './redfish-session.ts';
import type { RedfishOptions } from './redfish-session.ts';

const SYSTEM = '/redfish/v1/Systems/1';
const RESET_TYPES: Readonly<Record<number, string>> = { [PowerAction.ON]: 'On', [PowerAction.OFF]: 'ForceOff' };
const IPMI_ACTIONS: Readonly<Record<number, string>> = { [PowerAction.ON]: 'on', [PowerAction.OFF]: 'off' };

/** Switches a server on or off, or only looks. @returns whether it is on then. */
export function power(bmc: Bmc, action: PowerAction, options: RedfishOptions): Promise<boolean> {
  return bmc.type === 'redfish' ? powerByRedfish(bmc, action, options) : powerByIpmi(bmc, action, options);
}

async function powerByRedfish(bmc: Bmc, action: PowerAction, options: RedfishOptions): Promise<boolean> {
  const session = new RedfishSession(bmc, options);
  try {
    await withSpan('BMC.login', () => session.logIn());
    return await powerInSession(session, action);
  } finally {
    session.close();
  }
}

async function powerInSession(session: RedfishSession, action: PowerAction): Promise<boolean> {
  try {
    const resetType = RESET_TYPES[action];
    if (resetType !== undefined)
      await withSpan('BMC.power.reset', { 'bmc.reset_type': resetType }, () => reset(session, resetType));
    return await withSpan('BMC.power.status', async (span) => {
      const { body } = await session.fetch('GET', SYSTEM);
      const { PowerState: state } = body as { PowerState: string };
      span.setAttribute('bmc.power_state', state);
      return state === 'On';
    });
  } finally {
    // A BMC has few sessions; but a logout that fails is no failure of the request.
    await withSpan('BMC.logout', () => session.logOut()).catch(() => {});
  }
}

async function reset(session: RedfishSession, resetType: string): Promise<void> {
  await session.fetch('POST', `${SYSTEM}/Actions/ComputerSystem.Reset`, { ResetType: resetType });
}

async function powerByIpmi(bmc: Bmc, action: PowerAction, { network, signal }: RedfishOptions): Promise<boolean> {
  const address = await network.resolve(bmc.host);
  const ask = (...command: string[]): Promise<string> => runIpmi({ bmc, address, signal }, command);
  const wanted = IPMI_ACTIONS[action];
  if (wanted !== undefined)
    await withSpan('BMC.power.reset', { 'bmc.reset_type': wanted }, () => ask('chassis', 'power', wanted));
  return withSpan('BMC.power.status', async (span) => {
    const isOn = /is on/i.test(await ask('chassis', 'power', 'status'));
    span.setAttribute('bmc.power_state', isOn ? 'On' : 'Off');
    return isOn;
  });
}
