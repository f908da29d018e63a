// The two pages about this system say what is so: their code is the system's, their links lead somewhere.
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const read = (path: string): string => readFileSync(`${root}${path}`, 'utf8');

/** Without indentation: a page shows a part of a function. */
const dedent = (text: string): string => text.replaceAll(/^[ \t]+/gm, '').trim();

describe.each(['docs/add-your-own-spans.md', 'docs/find-the-slow-request.md'])('%s', (page) => {
  const text = read(page);

  test('its code is that of the file it names', () => {
    const blocks = [...text.matchAll(/(?:^<!-- (\S+) -->\n\n)?^```ts\n([\s\S]*?)^```$/gm)];
    for (const [, path, code] of blocks) {
      expect(path, code).toMatch(/^systems\/bmc\/src\//);
      expect.soft(dedent(read(path)), path).toContain(dedent(code));
    }
  });

  test('its links and anchors lead somewhere', () => {
    for (const [, path, anchor] of text.matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)/g)) {
      const target = path === '' ? resolve(root, page) : resolve(root, dirname(page), path);
      expect.soft(existsSync(target), target).toBe(true);
      if (anchor !== undefined) expect.soft(anchorsOf(readFileSync(target, 'utf8'))).toContain(anchor);
    }
  });

  test('its variables are those of the configuration', () => {
    const known = read('docs/configuration.md');
    for (const [name] of text.matchAll(/OTEL_[A-Z_]+/g)) expect.soft(known).toContain(name);
  });
});

test('names of spans on the pages are made by the system', () => {
  const sources = globSync('systems/bmc/src/**/*.ts', { cwd: root }).map(read).join('\n');
  for (const name of [
    'db.query.users',
    'password.verify',
    'jwt.sign',
    'session.create',
    'CreateVNCSession',
    'vnc.connect',
  ])
    expect.soft(sources).toContain(`'${name}'`);
});

function anchorsOf(page: string): string[] {
  return [...page.matchAll(/^#+ (.+)$/gm)].map(([, title]) =>
    title
      .toLowerCase()
      .replaceAll(/[^\w -]/g, '')
      .replaceAll(' ', '-'),
  );
}
