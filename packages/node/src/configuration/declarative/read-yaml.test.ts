import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';

const MODEL = 'file_format: "1.1"\ntracer_provider: { processors: [{ batch: { exporter: { console: } } }] }\n';

const RESOLVE = pathToFileURL(join(import.meta.dirname, '../resolve-configuration.ts')).href;

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'throughline-yaml-'));
  writeFileSync(join(root, 'otel.yaml'), MODEL);
});
afterAll(() => rmSync(root, { recursive: true }));

interface Outcome {
  enabled: boolean;
  warnings: string[];
  /** Files and built-in modules that resolving has loaded. */
  loaded: string[];
}

/** Resolves the configuration in a process of its own, as an application in a folder of that name would. */
function runApplication(folder: string, setup: string, environment: Record<string, string>): Outcome {
  const script = join(root, folder, 'app.mjs');
  mkdirSync(dirname(script), { recursive: true });
  writeFileSync(
    script,
    `import { registerHooks } from 'node:module';
    const loaded = [];
    ${setup}
    registerHooks({ load: (url, context, next) => (loaded.push(url), next(url, context)) });
    const { resolveConfiguration } = await import('${RESOLVE}');
    const { configuration, warnings } = resolveConfiguration(undefined, ${JSON.stringify(environment)});
    const builtIn = process.moduleLoadList.filter((name) => name.startsWith('NativeModule internal/fs/promises'));
    console.log(JSON.stringify({ enabled: configuration.enabled, warnings, loaded: [...loaded, ...builtIn] }));`,
  );
  const flags = ['--conditions=throughline-source', '--no-warnings', script];
  return JSON.parse(execFileSync(process.execPath, flags, { encoding: 'utf8' }));
}

test('without a file nothing of it is loaded, nor the promises of node:fs', () => {
  const { enabled, loaded } = runApplication('plain', '', {});
  expect(enabled).toBe(true);
  expect(loaded.some((url) => url === RESOLVE)).toBe(true);
  expect(loaded.filter((url) => /\/declarative\/|node_modules|fs\/promises/.test(url))).toEqual([]);
});

test('a JSON file needs no package', () => {
  const model = { file_format: '1.1', tracer_provider: { processors: [{ batch: { exporter: { console: null } } }] } };
  writeFileSync(join(root, 'otel.json'), JSON.stringify(model));
  const { enabled, warnings, loaded } = runApplication('json', '', { OTEL_CONFIG_FILE: join(root, 'otel.json') });
  expect([enabled, warnings]).toEqual([true, []]);
  expect(loaded.filter((url) => url.includes('node_modules'))).toEqual([]);
});

test('the copy of the application comes first', () => {
  const own = join(root, 'own/node_modules/yaml');
  mkdirSync(own, { recursive: true });
  writeFileSync(join(own, 'package.json'), '{"name":"yaml","version":"2.99.0","main":"index.cjs"}');
  const real = createRequire(import.meta.url).resolve('yaml');
  writeFileSync(join(own, 'index.cjs'), `module.exports = require(${JSON.stringify(real)});`);
  const { enabled, warnings, loaded } = runApplication('own', '', { OTEL_CONFIG_FILE: join(root, 'otel.yaml') });
  expect([enabled, warnings]).toEqual([true, []]);
  expect(loaded.some((url) => url.endsWith('/own/node_modules/yaml/index.cjs'))).toBe(true);
});

test('a copy of another major version is passed over', () => {
  const old = join(root, 'old/node_modules/yaml');
  mkdirSync(old, { recursive: true });
  writeFileSync(join(old, 'package.json'), '{"name":"yaml","version":"1.0.0","main":"index.cjs"}');
  writeFileSync(join(old, 'index.cjs'), 'module.exports = { parse() {} };');
  expect(runApplication('old', '', { OTEL_CONFIG_FILE: join(root, 'otel.yaml') }).enabled).toBe(true);
});

test('without the package, one line says what to install', () => {
  const missing = `registerHooks({ resolve(specifier, context, next) {
    if (specifier === 'yaml') throw Object.assign(new Error('not found'), { code: 'MODULE_NOT_FOUND' });
    return next(specifier, context);
  } });`;
  const file = join(root, 'otel.yaml');
  const { enabled, warnings } = runApplication('missing', missing, { OTEL_CONFIG_FILE: file });
  expect(enabled).toBe(false);
  expect(warnings).toEqual([
    `cannot use the configuration file ${file}: got no package "yaml" of version 2, need it to read YAML ` +
      '(npm install yaml), or a .json file; tracing is off',
  ]);
});
