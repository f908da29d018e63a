// The devices of the demonstration and of the tests: one for each way in which devices behave.
import ssh2 from 'ssh2';
import { announce, endWith } from '../process/service.ts';
import { SimulatedSwitch, type SwitchOptions } from './switch.ts';

const login = { username: 'netops', password: process.env.NAAS_DEVICE_PASSWORD ?? 'device-password' };

const SWITCHES: readonly SwitchOptions[] = [
  { hostname: 'core-1', ...login },
  { hostname: 'edge-1', ...login },
  { hostname: 'slow-1', ...login, delayMs: 300 },
  { hostname: 'flaky-1', ...login, failingConnections: 1 },
  { hostname: 'broken-1', ...login, diesAt: 'show ip interface brief' },
];

// Not ed25519: of those that ssh2 makes it cannot read 6 in 1,000 again.
const { private: hostKey } = ssh2.utils.generateKeyPairSync('ecdsa', { bits: 256 });
const switches = SWITCHES.map((options) => new SimulatedSwitch(options, hostKey));
await Promise.all(switches.map((one) => one.listen()));
announce({ ports: Object.fromEntries(SWITCHES.map(({ hostname }, index) => [hostname, switches[index].port])) });
endWith(async () => {
  await Promise.all(switches.map((one) => one.close()));
});
