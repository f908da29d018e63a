import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { resolveConfiguration } from '../packages/node/src/configuration/resolve-configuration.ts';
import { OPTIONS } from '../packages/node/src/configuration/options.ts';
import { commandNames, renderCommands, renderPage } from './docs.ts';

const page = readFileSync(new URL('../docs/configuration.md', import.meta.url), 'utf8');

describe('docs/configuration.md', () => {
  test('is what the option table says', () => {
    expect(renderPage(page)).toBe(page);
  });

  test('is rewritten where it is stale, and only there', () => {
    const stale = page.replace('| `5000` ', '| `5001` ').replace('# Configuration', '# Configuring');
    expect(stale).not.toBe(page);
    expect(renderPage(stale)).toBe(page.replace('# Configuration', '# Configuring'));
  });

  test('has each option and each variable', () => {
    const keys = OPTIONS.filter((option) => option.environmentOnly !== true).map((option) => option.key);
    const variables = OPTIONS.flatMap((option) => option.variables);
    const names: readonly string[] = [...keys, ...variables];
    expect(names.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
  });

  test('has an example of a file that works', () => {
    const [, example] = /```yaml\n(file_format[\s\S]*?)```/.exec(page)!;
    const directory = mkdtempSync(join(tmpdir(), 'throughline-docs-'));
    const file = join(directory, 'otel.yaml');
    writeFileSync(file, example);
    const { configuration, warnings } = resolveConfiguration(undefined, { OTEL_CONFIG_FILE: file });
    rmSync(directory, { recursive: true });
    expect(warnings).toEqual([]);
    expect(configuration).toMatchObject({
      serviceName: 'shop',
      propagators: ['tracecontext', 'baggage'],
      sampler: { kind: 'parent_based', root: { ratio: 0.1 } },
      exporters: [{ url: 'http://collector:4318/v1/traces', batch: { keep: 'oldest' } }],
      redaction: { keys: ['pin'] },
    });
  });

  test('needs its marks', () => {
    expect(() => renderPage('# Configuration')).toThrow('cannot write docs/configuration.md');
  });
});

describe('docs/cli.md', () => {
  const commands = readFileSync(new URL('../docs/cli.md', import.meta.url), 'utf8');

  test('is what the command says', () => {
    expect(renderCommands(commands)).toBe(commands);
    const stale = commands.replace('Show a trace as a waterfall.', 'Show a trace.');
    expect(stale).not.toBe(commands);
    expect(renderCommands(stale)).toBe(commands);
  });

  test('has each command', () => {
    expect(commandNames().filter((name) => !commands.includes(`<!-- help: ${name} -->`))).toEqual([]);
  });
});
