// `npm run build`: declarations by tsc, then each package's few JavaScript files by rolldown. Loading a hundred small files
// costs three times what loading their bundle costs (docs/adr/006-published-bundles.md).
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { build as buildPage } from 'vite';

const root = fileURLToPath(new URL('..', import.meta.url));

/** The files that each package publishes, by the source that each begins with. Chunks they share are named by content. */
const ENTRIES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  wire: { index: 'index.ts', decode: 'decode.ts' },
  node: {
    index: 'index.ts',
    register: 'register.ts',
    console: 'console.ts',
    // Loaded by name: see src/load.ts and src/exit/last-flush.ts.
    lifecycle: 'lifecycle.ts',
    start: 'start.ts',
    'flush-worker': 'exit/flush-worker.ts',
    'configuration/declarative/read-file': 'configuration/declarative/read-file.ts',
    'logs/log-pipeline': 'logs/log-pipeline.ts',
    // Loaded with their library: see src/instrumentation/library.ts.
    ...entriesOf('instrumentation', [
      'amqplib/spans',
      'better-sqlite3/spans',
      'bullmq/spans',
      'command-line/spans',
      'grpc-js/spans',
      'h3/spans',
      'hono/spans',
      'kafkajs/spans',
      'koa/spans',
      'nats/spans',
      'pino/logs',
      'sqlite/spans',
      'ssh2/spans',
      'winston/logs',
      'ws/spans',
      'module-hooks/instrument',
    ]),
  },
  testing: { index: 'index.ts' },
  'query-language': { index: 'index.ts' },
  // The small one is for commands that only want to know where a hub is: the hub itself takes a second to load.
  hub: { index: 'index.ts', 'hub-file': 'data-directory/hub-file.ts' },
  cli: {
    throughline: 'throughline.ts',
    // Run in processes of their own: see src/doctor/run-probed.ts.
    'doctor/probe': 'doctor/probe.ts',
    'doctor/self-test': 'doctor/self-test.ts',
  },
};

/**
 * Files of packages/node that are put together because they are loaded together; otherwise each piece that a lazy exporter
 * shares would become a file of its own. `light` is all that a process with tracing off loads, `runtime` what every traced
 * process needs.
 */
const GROUPS = [
  {
    name: 'light',
    test: /node\/src\/(?:load|lifecycle|errors|version|configuration\/environment|context\/(?:context|baggage|rpc-metadata)|trace\/(?:exception|inert-span))\.ts$/,
    priority: 2,
  },
  {
    name: 'runtime',
    test: /node\/src\/(?:runtime\.ts|(?:configuration\/(?!declarative)|context|diagnostics|exit\/(?!flush)|propagation|redaction|resource|sampling|trace)\/|export\/(?!.*-transport|grpc|otlp|tls|http|write|file)|export\/(?:create|lazy)-transport|logs\/(?:log-content|log-stamp|severity|stamped-libraries)|instrumentation\/(?:[a-z-]+\.ts|(?:http|undici|express|fastify|ioredis|redis|rpc|connect|child-process|net|console-log)\/|module-hooks\/(?!instrument\.ts)|sql\/error-text))/,
    priority: 1,
  },
];

const { status } = spawnSync('tsc', ['-b'], { cwd: root, stdio: 'inherit' });
if (status !== 0) process.exit(status ?? 1);

for (const [name, entries] of Object.entries(ENTRIES)) await bundle(`${root}packages/${name}`, entries);
await buildPage({ root: `${root}packages/web`, logLevel: 'warn' });

/** Files of a folder, each an entry of its own name. */
function entriesOf(folder: string, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [`${folder}/${name}`, `${folder}/${name}.ts`]));
}

async function bundle(directory: string, entries: Readonly<Record<string, string>>): Promise<void> {
  const build = await rolldown({
    input: Object.fromEntries(Object.entries(entries).map(([name, file]) => [name, `${directory}/src/${file}`])),
    platform: 'node',
    preserveEntrySignatures: 'allow-extension',
    // Only the package's own files: dependencies and Node's modules stay imports.
    external: /^[^./]/,
    logLevel: 'warn',
  });
  await build.write({
    dir: `${directory}/dist`,
    format: 'esm',
    chunkFileNames: '[name].js',
    // What always runs together is one file; otherwise each piece that a lazy exporter shares would become one of its own.
    codeSplitting: { includeDependenciesRecursively: false, groups: GROUPS },
    // Half of what Node would have to scan at every start. The sources have them.
    comments: { legal: true, annotation: false, jsdoc: false },
  });
  await build.close();
}
