import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { generateParser } from './fixtures/generate-parser.ts';

test('the checked-in parser is what the grammar generates', async () => {
  for (const [name, text] of Object.entries(await generateParser()))
    expect(readFileSync(new URL(name, import.meta.url), 'utf8'), `npm run grammar -w packages/query-language`).toBe(
      text,
    );
});
