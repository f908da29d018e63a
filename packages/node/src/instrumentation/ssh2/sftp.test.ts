import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import type { ReceivedSpan } from '../../fixtures/otlp-receiver.ts';
import { runExported } from '../../fixtures/run-exported.ts';

const fixture = (name: string): URL => new URL(`fixtures/${name}`, import.meta.url);

const isOfFiles = ({ name }: ReceivedSpan): boolean => name.startsWith('sftp ');

function describeSpan({ name, attributes, status }: ReceivedSpan): unknown[] {
  const described: unknown[] = [name, attributes['file.path']];
  if (status?.code === 2) described.push(attributes['error.type'], status.message);
  return described;
}

const EXPECTED = [
  ['sftp writeFile', '/notes'],
  ['sftp appendFile', '/notes'],
  ['sftp readFile', '/notes'],
  ['sftp stat', '/notes'],
  ['sftp lstat', '/notes'],
  ['sftp exists', '/none'],
  ['sftp readdir', '/'],
  ['sftp chmod', '/notes'],
  ['sftp fastPut', '/copy'],
  ['sftp fastGet', '/copy'],
  ['sftp rename', '/copy'],
  ['sftp unlink', '/moved'],
  ['sftp mkdir', '/folder', 'PERMISSION_DENIED', 'Permission denied'],
  ['sftp readFile', '/none', 'NO_SUCH_FILE', 'No such file or directory'],
  ['sftp createWriteStream', '/stream'],
  ['sftp createReadStream', '/stream'],
  ['sftp createReadStream', '/none', 'NO_SUCH_FILE', 'No such file or directory'],
  ['sftp readFile', '/notes', 'TypeError', 'Bad arguments'],
  ['sftp unlink', '/notes'],
];

describe.each(['files-app.cjs', 'files-app.mjs'])('%s', async (name) => {
  const on = await runExported({ file: fixture(name) });

  test('each operation has a span, and what it is made of has none', () => {
    expect(on.spans.filter(isOfFiles).map(describeSpan)).toEqual(EXPECTED);
    expect(on.spans.filter((span) => !isOfFiles(span)).map((span) => span.name)).toEqual(['ssh connect', 'ssh sftp']);
  });

  test('attributes', () => {
    const write = on.spans.find(isOfFiles);
    expect(write).toMatchObject({ kind: 'CLIENT', scope: '@throughline/node/ssh2' });
    expect(write?.attributes).toEqual({
      'server.address': '127.0.0.1',
      'server.port': expect.any(Number),
      'file.path': '/notes',
    });
  });

  test('what files hold is nowhere', () => expect(inspect(on.spans, { depth: Infinity })).not.toContain('s3cret'));

  test('the program sees no difference', async () => {
    const off = await runExported({ file: fixture(name), environment: { OTEL_SDK_DISABLED: 'true' } });
    expect([on.stderr, off.stderr]).toEqual(['', '']);
    expect(on.stdout).toBe(off.stdout);
    expect(JSON.parse(on.stdout)).toContainEqual(['readFile', 's3cret-text more']);
    expect(off.spans).toEqual([]);
  });
});

test('callbacks and the events of streams belong to whoever asked', async () => {
  const source = `
    import { withSpan } from '@throughline/node';
    import ssh2 from 'ssh2';
    import { helpers } from ${JSON.stringify(fixture('commands.cjs').href)};
    import { startServer } from ${JSON.stringify(fixture('server.cjs').href)};
    const { server, port } = await startServer();
    const client = await helpers.connect(ssh2.Client, { port, password: 's3cret-pass' });
    const sftp = await helpers.ask(client, 'sftp');
    await helpers.ask(sftp, 'writeFile', '/notes', 'text');
    const read = (name) => withSpan(name, () => new Promise((resolve) => {
      sftp.stat('/notes', () => withSpan(name + ' callback', () => {}));
      sftp.createReadStream('/notes').on('data', () => withSpan(name + ' data', () => {})).on('close', resolve);
    }));
    await Promise.all([read('first'), read('second')]);
    client.end();
    server.close();`;
  const { spans, stderr } = await runExported({ source });
  expect(stderr).toBe('');
  for (const name of ['first', 'second']) {
    const request = spans.find((span) => span.name === name);
    const children = spans.filter(({ parentSpanId }) => parentSpanId === request?.spanId).map((span) => span.name);
    expect(children.toSorted()).toEqual([`${name} callback`, `${name} data`, 'sftp createReadStream', 'sftp stat']);
  }
});
