import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { runTraced } from '../fixtures/run-traced.ts';

const NODE_OPTIONS = `--import=${new URL('../fixtures/list-loaded.ts', import.meta.url).href}`;
const LIBRARIES = /instrumentation\/(koa|hono|kafkajs|sqlite|amqplib|nats|bullmq)\/(?:spans|wrap)\.ts$/;

/** The libraries whose instrumentations a program has loaded. */
async function loadedBy(source: string): Promise<string[]> {
  const { stdout, stderr } = await runTraced({
    source,
    environment: { NODE_OPTIONS, OTEL_TRACES_EXPORTER: 'none' },
  });
  const list = /^loaded (.*)$/m.exec(stdout);
  if (list === null) throw new Error(`cannot see what was loaded: got ${stdout}${stderr}, need a list`);
  const names = (JSON.parse(list[1]) as string[]).map((file) => LIBRARIES.exec(file)?.[1]);
  return [...new Set(names.filter((name) => name !== undefined))];
}

const REQUIRE = "import { createRequire } from 'node:module'; const require = createRequire(process.cwd() + '/x.js');";

describe('the code of an instrumentation is loaded by a program that', () => {
  const check = (name: string, source: string, expected: readonly string[]): void => {
    test.concurrent(name, async () => expect(await loadedBy(source)).toEqual(expected));
  };
  check('loads no library: none', "import 'node:http';", []);
  check('imports a CommonJS package', "import 'koa';", ['koa']);
  check('imports an ES module', "import 'hono';", ['hono']);
  check('imports dynamically', "await import('kafkajs');", ['kafkajs']);
  check('requires', `${REQUIRE} require('kafkajs');`, ['kafkajs']);
  check('requires an ES module', `${REQUIRE} require('hono');`, ['hono']);
  check('imports a module of Node', "import 'node:sqlite';", ['sqlite']);
});

test('each file that is loaded by name is one that is published', () => {
  const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');
  const files = [...read('built-in.ts').matchAll(/file: '([^']+)'/g)].map(([, file]) => file);
  const build = read('../../../../scripts/build.ts');
  expect(files.length).toBeGreaterThan(10);
  expect(files.filter((file) => !build.includes(`'${file}'`))).toEqual([]);
});
