// The whole system, started as an operator would start it, and what the hub knows of it afterwards.
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import type { Trace } from '@throughline/hub';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { start } from '../system.ts';
import type { RunningBmc } from '../system.ts';
import { ALICE, BOB, MACHINES, SLOW_DIAL_MS } from './deployment/fleet.ts';
import type { User } from './deployment/fleet.ts';
import * as expected from './fixtures/expected-trees.ts';
import { baggageOf, subtree } from './fixtures/find-spans.ts';
import { TestHub } from './fixtures/hub.ts';
import { formatTree } from './fixtures/tree.ts';
import { startTyping, type } from './fixtures/typed.ts';
import type { Typed } from './fixtures/typed.ts';

/** Spans and lines are sent a moment after they happen; the machine may be slow. */
const PATIENCE = { timeout: 60_000, interval: 200 };
const SLOWLY = { timeout: 120_000 };

const directory = mkdtempSync(`${tmpdir()}/throughline-bmc-`);
let hub: TestHub;
let system: RunningBmc;

beforeAll(async () => {
  hub = await TestHub.start(`${directory}/hub`);
  system = await start({ directory, otlpUrl: hub.otlpUrl, ports: new Map(), bmcTimeoutMs: 2500 });
}, 120_000);

afterAll(async () => {
  await system?.stop();
  await hub?.stop();
  rmSync(directory, { recursive: true, force: true });
}, 60_000);

const bmc = (...args: string[]): Promise<Typed> => type(system.command, ALICE, ...args);
const bmcAs = (user: User, ...args: string[]): Promise<Typed> => type(system.command, user, ...args);

async function traceOf({ traceId }: Typed, tree: string): Promise<Trace> {
  return vi.waitFor(async () => {
    const trace = (await hub.trace(traceId)) ?? { spans: [] };
    expect(formatTree(trace)).toBe(tree);
    return trace as Trace;
  }, PATIENCE);
}

/** The lines that a process has written about a trace, as `grep` finds them. */
function linesOf(service: string, { traceId }: Typed): string[] {
  const lines = readFileSync(system.services.logFile(service), 'utf8').split('\n');
  return lines.filter((line) => line.includes(traceId)).map((line) => (JSON.parse(line) as { msg: string }).msg);
}

describe('a screen behind a slow name server', () => {
  let typed: Typed;
  let trace: Trace;
  beforeAll(async () => {
    typed = await bmc('vnc', MACHINES.slow.serverId, '--session', 'session-abc123', '--keys', 'ab');
    trace = await traceOf(typed, expected.VNC);
  }, 120_000);

  test('its frame buffer arrives', () => {
    const [first, ...picture] = typed.stdout
      .split('\n')
      .slice(0, -1)
      .map((line) => line.trimEnd());
    expect(first).toBe('db-1: 160x100, 64000 bytes of frame buffer in session-abc123');
    // Eight bars, from white to black.
    expect(picture).toHaveLength(6);
    expect(new Set(picture)).toEqual(new Set(['████████████▓▓▓▓▓▓▒▒▒▒▒▒░░░░░░░░░░░░']));
  });

  test('the dial, where the time goes, is on the critical path', () => {
    const dial = trace.spans.find(({ name }) => name === 'tcp.dial bmc:5900');
    expect(dial).toMatchObject({ service: 'bmc-agent', critical: true });
    // A timer may be early by a millisecond.
    expect(dial?.selfNs).toBeGreaterThanOrEqual((SLOW_DIAL_MS - 1) * 1e6);
  });

  test('baggage stands in every span downstream of who knew it', () => {
    const customer = { customer_id: 'customer-123', server_id: 'srv-456' };
    const session = { ...customer, session_id: 'session-abc123', datacenter: 'us-west' };
    const device = { ...session, agent_id: 'agent-01', bmc_type: 'redfish' };
    const check = (name: string, expectedBaggage: Record<string, string>): void => {
      for (const span of subtree(trace, name))
        expect.soft({ name: span.name, ...baggageOf(span) }).toMatchObject({ name: span.name, ...expectedBaggage });
    };
    check('jwt.sign', { customer_id: 'customer-123' });
    check('bmc.v1.ManagerService/LocateServer', customer);
    check('bmc.v1.GatewayService/CreateVNCSession', customer);
    check('CreateVNCSession', session);
    check('agent.rpc.StartVNC', device);
    const [root] = trace.spans;
    expect(baggageOf(root)).toEqual({});
  });

  test('who it was stands there as a keyed hash, the same in all programs', () => {
    const spans = ['jwt.sign', 'session.create', 'agent.rpc.StartVNC'].flatMap((name) => subtree(trace, name));
    const hashes = new Set(spans.map((span) => baggageOf(span).user_name));
    expect(new Set(spans.map(({ service }) => service)).size).toBe(3);
    const [hash] = hashes;
    expect([hashes.size, hash]).toEqual([1, expect.stringMatching(/^[0-9a-f]{64}$/)]);
    // Without a key anybody could find the name by trying names.
    expect(hash).not.toBe(createHash('sha256').update(ALICE.name).digest('hex'));
    expect(JSON.stringify(trace)).not.toContain(ALICE.name);
  });

  test('the session is a trace of its own, linked with the request, its states are events', async () => {
    const session = await vi.waitFor(async () => {
      const traces = await hub.find('name=vnc.session AND baggage.session_id=session-abc123');
      expect(traces).toHaveLength(1);
      return (await hub.trace(traces[0].traceId))!.spans[0];
    }, PATIENCE);
    expect(session.links).toMatchObject([{ traceId: typed.traceId }]);
    expect(session.events.map(({ name }) => name)).toEqual([
      'session.created',
      'session.bmc_connected',
      'session.active',
      'session.closed',
    ]);
    expect(session.events.at(-1)?.attributes).toEqual({ 'session.close_reason': 'user left' });
  });

  test('grep finds its lines in the logs of all processes, and the hub has them', async () => {
    const lines = {
      'bmc-cli': ['session opened'],
      'bmc-manager': ['user logged in', 'server located'],
      'bmc-gateway': ['session created', 'session active', 'session closed'],
      'bmc-agent': ['console connected', 'console closed'],
    };
    await vi.waitFor(async () => {
      const found = Object.fromEntries(Object.keys(lines).map((service) => [service, linesOf(service, typed)]));
      expect(found).toEqual(lines);
      const logs = (await hub.trace(typed.traceId))?.logs ?? [];
      expect(logs.map(({ body }) => body).toSorted()).toEqual(Object.values(lines).flat().toSorted());
    }, PATIENCE);
  });
});

describe('power', () => {
  test('by Redfish, through all five programs', SLOWLY, async () => {
    const typed = await bmc('power', 'off', MACHINES.well.serverId);
    expect(typed).toMatchObject({ code: 0, stdout: 'srv-457 is off (redfish)\n' });
    const trace = await traceOf(typed, expected.POWER_BY_REDFISH);
    expect(new Set(trace.services)).toEqual(
      new Set(['bmc-cli', 'bmc-manager', 'bmc-gateway', 'bmc-agent', 'bmc-simulator']),
    );
    for (const span of subtree(trace, 'agent.rpc.Power'))
      expect.soft(baggageOf(span)).toMatchObject({ server_id: 'srv-457', agent_id: 'agent-01', bmc_type: 'redfish' });
    expect(linesOf('bmc-simulator', typed)).toEqual(['Redfish session']);
    expect(await bmc('power', 'on', MACHINES.well.serverId)).toMatchObject({ stdout: 'srv-457 is on (redfish)\n' });
  });

  test('by IPMI', SLOWLY, async ({ skip }) => {
    skip(system.ipmiObstacle !== undefined, system.ipmiObstacle);
    const typed = await bmcAs(BOB, 'power', 'on', MACHINES.ipmi.serverId);
    expect(typed).toMatchObject({ code: 0, stdout: 'srv-460 is on (ipmi)\n' });
    const trace = await traceOf(typed, expected.POWER_BY_IPMI);
    for (const span of subtree(trace, 'agent.rpc.Power'))
      expect.soft(baggageOf(span)).toMatchObject({ customer_id: 'customer-456', bmc_type: 'ipmi' });
  });

  test('of a BMC that refuses the login', SLOWLY, async () => {
    const typed = await bmc('power', 'status', MACHINES.refusing.serverId);
    expect(typed).toMatchObject({ code: 1, stderr: 'bmc: bmc-3 refuses the login\n' });
    await traceOf(typed, expected.POWER_REFUSED);
  });

  test("not of another customer's server", SLOWLY, async () => {
    const typed = await bmc('power', 'status', MACHINES.ipmi.serverId);
    expect(typed).toMatchObject({ code: 1, stderr: 'bmc: there is no server srv-460\n' });
  });
});

test('a login that fails', SLOWLY, async () => {
  const typed = await bmcAs({ ...BOB, password: 'not-his-password' }, 'servers');
  expect(typed).toMatchObject({ code: 1, stderr: 'bmc: cannot log in as bob: the name or the password is wrong\n' });
  await traceOf(typed, expected.LOGIN_FAILED);
});

test('a BMC that hangs', SLOWLY, async () => {
  const typed = await bmc('vnc', MACHINES.hanging.serverId);
  expect(typed).toMatchObject({ code: 1, stderr: 'bmc: bmc-4 did not answer within 2500 ms\n' });
  await traceOf(typed, expected.VNC_HANGING);
});

test('the four queries of document S4 find what they should', SLOWLY, async () => {
  const check = async (query: string, rootNames: readonly string[]): Promise<void> => {
    const found = await hub.find(query);
    expect.soft(new Set(found.map(({ rootName }) => rootName)), query).toEqual(new Set(rootNames));
  };
  await vi.waitFor(async () => {
    await check('serviceName=bmc-gateway AND name=CreateVNCSession AND duration > 2s', ['bmc vnc']);
    const ofCustomer = [
      'bmc vnc',
      'bmc power off',
      'bmc power on',
      'bmc power status',
      'vnc.session',
      'websocket.session',
    ];
    await check('baggage.customer_id=customer-123', ofCustomer);
    await check('serviceName=bmc-agent AND status=error AND name=*BMC*', ['bmc power status', 'agent.discovery']);
    await check('baggage.session_id=session-abc123', ['bmc vnc', 'vnc.session', 'websocket.session']);
  }, PATIENCE);
});

describe('a console whose agent is lost in the middle', () => {
  test('can be typed into; ends with a reason; works again when the agent is back', { timeout: 180_000 }, async () => {
    const session = startTyping(system.command, ALICE, 'sol', MACHINES.well.serverId);
    const seen = (text: string): Promise<void> => vi.waitFor(() => expect(session.stdout()).toContain(text), PATIENCE);
    await seen('web-1 ttyS0\r\n# ');
    session.child.stdin?.write('hostname\r');
    await seen('# hostname\r\nweb-1\r\n# ');

    system.agent().child.kill('SIGKILL');
    const typed = await session.ended;
    expect(typed).toMatchObject({ code: 1, stderr: 'bmc: the session has ended: agent lost\n' });
    await vi.waitFor(async () => {
      const traces = await hub.find('name=sol.session AND status=error');
      expect(traces).toHaveLength(1);
      const [{ events, statusMessage, links }] = (await hub.trace(traces[0].traceId))!.spans;
      expect(statusMessage).toBe('agent lost');
      expect(events.at(-1)?.attributes).toEqual({ 'session.close_reason': 'agent lost' });
      expect(links).toMatchObject([{ traceId: typed.traceId }]);
    }, PATIENCE);

    const refused = await bmc('power', 'status', MACHINES.well.serverId);
    expect(refused.stderr).toBe('bmc: no agent leads to srv-457\n');
    await traceOf(refused, expected.POWER_WITHOUT_AGENT);

    await system.restartAgent();
    const again = await vi.waitFor(async () => {
      const one = await bmc('sol', MACHINES.well.serverId, '--type', 'hostname');
      expect(one).toMatchObject({ code: 0, stdout: 'web-1 ttyS0\r\n# hostname\r\nweb-1\r\n# \n' });
      return one;
    }, PATIENCE);
    await traceOf(again, expected.SOL);
  });
});

test('no secret is in anything that the hub has', SLOWLY, async () => {
  await hub.stored();
  const traces = await hub.find('');
  expect(traces.length).toBeGreaterThan(20);
  const known = [await hub.logs(), ...(await Promise.all(traces.map(({ traceId }) => hub.trace(traceId))))];
  const logs = readdirSync(`${directory}/logs`).map((name) => readFileSync(`${directory}/logs/${name}`, 'utf8'));
  const text = JSON.stringify(known) + logs.join('');
  expect(text).toContain('session-abc123');
  const passwords = Object.values(MACHINES).flatMap((machine) => [
    machine.bmc.password,
    'agentPassword' in machine ? machine.agentPassword : machine.bmc.password,
  ]);
  const secrets = [ALICE.password, BOB.password, 'not-his-password', ...passwords];
  expect(secrets.filter((secret) => text.includes(secret))).toEqual([]);
  // JSON Web Tokens, tokens of Redfish, tokens of this deployment.
  for (const token of [/eyJ[\w-]{10,}/, /redfish-[\w-]{20,}/, /service-[\w-]{20,}/]) expect(text).not.toMatch(token);
});
