// docs/guide.md says what is so: its code is the examples', its trees are asserted, its messages are those of the runtime.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { readBlocks, readRegion, readRepositoryFile } from './fixtures/guide-document.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const guide = readRepositoryFile('docs/guide.md');
const blocks = readBlocks();

function run(args: readonly string[], env: Record<string, string> = {}) {
  const { PATH, HOME } = process.env;
  const options = { cwd: root, encoding: 'utf8', env: { PATH, HOME, NO_COLOR: '1', ...env } } as const;
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--conditions=throughline-source', ...args], options);
  return { stdout, stderr, status };
}

describe('code', () => {
  const code = blocks.filter((block) => block.language === 'ts').map((block) => [block.line, block] as const);

  test.each(code)('in line %i is taken from an example', (_, { source = '', text }) => {
    const [path, region] = source.split('#');
    expect(path).toMatch(/^(?:examples\/guide|packages\/testing\/src)\/[\w.-]+\.ts$/);
    expect(text).toBe(readRegion(path, region));
  });

  test('is there at all', () => {
    expect(code.length).toBeGreaterThan(20);
    expect(new Set(blocks.map((block) => block.language))).toEqual(new Set(['ts', 'bash', 'text']));
  });
});

test('every tree is asserted', () => {
  const tests = readRepositoryFile('packages/testing/src/guide.test.ts');
  const asserted = [...tests.matchAll(/readTree\('([\w-]+)'\)/g)].map((match) => `tree ${match[1]}`);
  const texts = blocks.filter((block) => block.language === 'text').map((block) => block.source);
  expect(texts.filter((source) => !source?.startsWith('says ')).toSorted()).toEqual(asserted.toSorted());
});

test('every link leads somewhere', () => {
  const anchors = [...guide.matchAll(/^#+ (.+)$/gm)].map(([, title]) => toAnchor(title));
  const links = [...guide.matchAll(/\]\((?!https:)([^)#]*)(?:#([^)]*))?\)/g)];
  expect(links.length).toBeGreaterThan(15);
  for (const [, path, anchor] of links) {
    if (path === '') expect(anchors).toContain(anchor);
    else expect(existsSync(join(root, 'docs', path)), path).toBe(true);
  }
});

test('every variable is one of the configuration', () => {
  const known = readRepositoryFile('docs/configuration.md');
  const variables = new Set(guide.match(/OTEL_[A-Z_]+/g));
  expect(variables.size).toBeGreaterThan(3);
  for (const variable of variables) expect(known).toContain(`\`${variable}\``);
});

describe('what the runtime says', () => {
  const cases: [string, Record<string, string>][] = [
    ['bad-variable', { OTEL_TRACES_SAMPLER: 'sometimes' }],
    ['no-backend', { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9', OTEL_NODE_SHUTDOWN_DEADLINE: '200' }],
    ['other-sdk', {}],
    ['ratio-below-parent', { OTEL_TRACES_SAMPLER: 'traceidratio' }],
    ['late-attribute', {}],
  ];

  test.each(cases)('%s', (mistake, env) => {
    const exporter: Record<string, string> = mistake === 'no-backend' ? {} : { OTEL_TRACES_EXPORTER: 'none' };
    const { stderr } = run(['packages/testing/src/fixtures/mistakes.ts', mistake], { ...exporter, ...env });
    expect(stderr).toContain(blocks.find((block) => block.source === `says ${mistake}`)?.text);
  });

  test('is all in the table above', () => {
    const quoted = blocks.map((block) => block.source).filter((source) => source?.startsWith('says '));
    expect(quoted).toEqual(cases.map(([mistake]) => `says ${mistake}`));
  });
});

describe('the status', () => {
  const register = ['--import', '@throughline/node/register', 'examples/guide/status.ts'];

  test.each<[string, string[], Record<string, string>, string[]]>([
    ['off', register, { OTEL_SDK_DISABLED: 'true' }, ['enabled: false', "disabledBy: 'OTEL_SDK_DISABLED'"]],
    ['never started', ['examples/guide/status.ts'], {}, ['enabled: false', "disabledBy: 'nothing has started it'"]],
    [
      'on',
      register,
      {},
      ['enabled: true', 'exported: 0', 'dropped: 0', 'open: 0', 'unsampled: 0', 'lastError: undefined'],
    ],
    ['without exporter', register, { OTEL_TRACES_EXPORTER: 'none' }, ['exporters: []', "'http-server'"]],
    ['with a bad variable', register, { OTEL_TRACES_SAMPLER: 'x' }, ['cannot use OTEL_TRACES_SAMPLER']],
  ])('%s', (_, args, env, parts) => {
    const { stdout } = run(args, env);
    for (const part of parts) expect(stdout).toContain(part);
  });

  test('counts spans that have not ended, and names the sampler of the rules', () => {
    const { stderr } = run(['packages/testing/src/fixtures/mistakes.ts', 'status'], { OTEL_TRACES_EXPORTER: 'none' });
    expect(JSON.parse(stderr).spans).toEqual({ started: 1, open: 1, unsampled: 0 });
    const { stdout } = run(['examples/guide/sampling.ts'], { OTEL_TRACES_EXPORTER: 'none' });
    const status = JSON.parse(stdout);
    expect(status.spans).toEqual({ started: 1, open: 0, unsampled: 1 });
    expect(status.sampler).toContain('TraceIdRatioBased{0.1}');
  });
});

test.each(['create-task', 'update-task', 'notify-service', 'delete-task', 'process-tasks'])('%s runs', (name) => {
  const args = ['--import', '@throughline/node/register', `examples/guide/${name}.ts`];
  const { status, stdout } = run(args, { OTEL_TRACES_EXPORTER: 'console' });
  expect(status).toBe(0);
  const first = blocks.find((block) => block.source === `tree ${name}`)?.text.replace(/ \[[\s\S]*/, '');
  expect(stdout).toContain(`└─ ${first} `);
});

test('the decorated class compiles, and makes the spans that are said', () => {
  // Below the root, where its imports resolve.
  const directory = mkdtempSync(join(root, 'node_modules/.traced-'));
  const tsc = join(root, 'node_modules/typescript/lib/tsc.js');
  const options = ['--ignoreConfig', '--noCheck', '--noResolve', '--target', 'es2022', '--module', 'nodenext'];
  spawnSync(process.execPath, [tsc, 'examples/guide/traced-repository.ts', ...options, '--outDir', directory], {
    cwd: root,
  });
  const script = `
    const { TracedRepository } = await import(${JSON.stringify(join(directory, 'traced-repository.js'))});
    const repository = new TracedRepository();
    await repository.add({ id: 'a' });
    await repository.getById('a');
    [...repository.all()];`;
  const args = ['--import', '@throughline/node/register', '--input-type=module', '--eval', script];
  const { stdout } = run(args, { OTEL_TRACES_EXPORTER: 'console' });
  rmSync(directory, { recursive: true });
  const names = [...stdout.matchAll(/^└─ (\S+)/gm)].map((match) => match[1]);
  expect(names).toEqual(['TracedRepository.add', 'fetch_task', 'TracedRepository.all']);
});

function toAnchor(title: string): string {
  return title
    .toLowerCase()
    .replaceAll(/[^\w\s-]/g, '')
    .replaceAll(' ', '-');
}
