import { expect, test } from 'vitest';
import { TestingError } from './errors.ts';
import type { SpanForest } from './tree.ts';
import { parseTreeText } from './tree-text.ts';

function outline({ trees }: SpanForest): unknown[] {
  return trees.map(({ name, expectation, children }) => {
    const parts = [name, ...Object.values(expectation)];
    return children.trees.length === 0 ? parts : [...parts, outline(children)];
  });
}

test.each([
  ['nothing', '', []],
  ['empty lines', '\n  \n\t\n', []],
  ['one name', 'a', [['a']]],
  ['names with spaces and signs', 'POST /tasks/:id?x=1 (slow)', [['POST /tasks/:id?x=1 (slow)']]],
  ['a name that ends in brackets', 'GET /tasks/[id]', [['GET /tasks/[id]']]],
  ['brackets that are part of the name', 'GET /tasks/[error]', [['GET /tasks/[error]']]],
  ['an indented whole', '    a\n      b\n    c', [['a', [['b']]], ['c']]],
  ['a drawing', 'a\n├─ b\n│  └─ c\n└─ d', [['a', [['b', [['c']]], ['d']]]]],
  ['steps of any width', 'a\n b\n     c\n d', [['a', [['b', [['c']]], ['d']]]]],
  ['a kind', 'a [client]', [['a', 'client']]],
  ['a status', 'a [ok]', [['a', { code: 'ok', message: undefined }]]],
  ['a status with its text', 'a [error: not [found]: 7]', [['a', { code: 'error', message: 'not [found]: 7' }]]],
  ['both', 'a [server] [error]', [['a', 'server', { code: 'error', message: undefined }]]],
])('%s', (_, text, expected) => {
  expect(outline(parseTreeText(text))).toEqual(expected);
});

test.each([
  [
    'a child between two levels',
    'a\n    b\n  c',
    'cannot read line 3 of the tree: got indentation 2, need 4 as in line 2',
  ],
  ['a root left of the first', '\n  a\nb', 'cannot read line 3 of the tree: got indentation 0, need 2 as in line 2'],
])('refuses %s', (_, text, message) => {
  expect(() => parseTreeText(text)).toThrow(new TestingError('TL_INVALID_TREE', message));
});
