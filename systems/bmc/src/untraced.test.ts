// The same system without tracing: it does the same, and nothing of the runtime is there.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { start } from '../system.ts';
import type { RunningBmc } from '../system.ts';
import { ALICE, MACHINES } from './deployment/fleet.ts';
import { type } from './fixtures/typed.ts';
import type { Typed } from './fixtures/typed.ts';

const SLOWLY = { timeout: 120_000 };

/** The public entry is light: its functions find tracing off. What makes, keeps and sends spans is here. */
const RUNTIME =
  /\/packages\/(?:wire|node\/src\/(?:start|runtime|trace\/(?:span|tracer)|(?:export|instrumentation|sampling|propagation|redaction|resource|logs|console)\/))/;

const directory = mkdtempSync(`${tmpdir()}/throughline-bmc-untraced-`);
afterAll(() => rmSync(directory, { recursive: true, force: true }));

interface Untraced {
  readonly otlpUrl: string | undefined;
  readonly variables: Readonly<Record<string, string>>;
}

function startUntraced(name: string, { otlpUrl, variables }: Untraced): Promise<RunningBmc> {
  const list = `${new URL('fixtures/list-modules.mjs', import.meta.url).href}?${encodeURIComponent(modulesOf(name))}`;
  return start({
    directory: `${directory}/${name}`,
    otlpUrl,
    ports: new Map(),
    variables: { ...variables, NODE_OPTIONS: `--import=${list}` },
  });
}

const modulesOf = (name: string): string => `${directory}/${name}-modules.txt`;

/** To be called when all processes have ended: then they have said what they had loaded. */
function expectNothingLoaded(name: string): void {
  const loaded = [...new Set(readFileSync(modulesOf(name), 'utf8').split('\n'))];
  for (const program of ['agent', 'cli', 'gateway', 'manager', 'simulators'])
    expect(loaded.some((url) => url.endsWith(`/bmc/src/${program}/main.ts`))).toBe(true);
  expect(loaded.some((url) => url.endsWith('/packages/node/src/index.ts'))).toBe(true);
  expect(loaded.filter((url) => RUNTIME.test(url))).toEqual([]);
  const logs = readdirSync(`${directory}/${name}/logs`).map((file) =>
    readFileSync(`${directory}/${name}/logs/${file}`, 'utf8'),
  );
  expect(logs.join('')).toContain('user logged in');
  expect(logs.join('')).not.toContain('trace_id');
}

let system: RunningBmc;
beforeAll(async () => {
  system = await startUntraced('plain', { otlpUrl: undefined, variables: {} });
}, 120_000);
afterAll(() => system?.stop(), 60_000);

const check = (name: string, args: readonly string[], expected: Partial<Typed>): void => {
  test(name, SLOWLY, async () => {
    expect(await type(system.command, ALICE, ...args)).toMatchObject({ stderr: '', traceId: '', ...expected });
  });
};
const { slow, well, refusing } = MACHINES;
check('power', ['power', 'off', well.serverId], { code: 0, stdout: 'srv-457 is off (redfish)\n' });
check('power, refused', ['power', 'status', refusing.serverId], { code: 1, stderr: 'bmc: bmc-3 refuses the login\n' });
check('a screen', ['vnc', slow.serverId, '--session', 'session-1', '--out', '/dev/null'], {
  code: 0,
  stdout: 'db-1: 160x100, 64000 bytes of frame buffer in session-1\n',
});
check('a console', ['sol', slow.serverId, '--type', 'hostname'], {
  code: 0,
  stdout: 'db-1 ttyS0\r\n# hostname\r\ndb-1\r\n# \n',
});

test('nothing of the runtime was loaded, and no line has an id', SLOWLY, async () => {
  await system.stop();
  expectNothingLoaded('plain');
});

test('preloaded, and switched off by a variable: the same', { timeout: 120_000 }, async () => {
  const variables = { OTEL_SDK_DISABLED: 'true' };
  const disabled = await startUntraced('disabled', { otlpUrl: 'http://127.0.0.1:9', variables });
  try {
    const typed = await type(disabled.command, ALICE, 'power', 'status', well.serverId);
    expect(typed).toEqual({ code: 0, stdout: 'srv-457 is on (redfish)\n', stderr: '', traceId: '' });
  } finally {
    await disabled.stop();
  }
  expectNothingLoaded('disabled');
});
