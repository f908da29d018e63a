import { HighlightStyle, LanguageSupport, LRLanguage, syntaxHighlighting } from '@codemirror/language';
import { linter } from '@codemirror/lint';
import type { Diagnostic } from '@codemirror/lint';
import { styleTags, tags } from '@lezer/highlight';
import { checkQuery, parser } from '@throughline/query-language';

// One class, of which the type checker sees two declarations: for `import` and for `require`.
type Parser = Parameters<typeof LRLanguage.define>[0]['parser'];

const language = LRLanguage.define({
  name: 'throughline',
  parser: parser.configure({
    props: [
      styleTags({
        'Field/Word Field/Text': tags.propertyName,
        'FreeText/Word FreeText/Text': tags.string,
        ValueWord: tags.literal,
        ValueText: tags.string,
        FunctionName: tags.function(tags.name),
        'Compare Greater Descendant |': tags.operator,
        'LogicOperator Keyword': tags.keyword,
        '( ) { }': tags.bracket,
      }),
    ],
  }) as unknown as Parser,
});

const colors = HighlightStyle.define([
  { tag: tags.propertyName, color: 'var(--accent)' },
  { tag: [tags.literal, tags.string], color: 'var(--service-1)' },
  { tag: tags.keyword, color: 'var(--service-3)', fontWeight: '600' },
  { tag: tags.function(tags.name), color: 'var(--service-6)' },
  { tag: tags.operator, color: 'var(--text-dim)' },
]);

/** Highlighting by the grammar, and what is wrong, under the character. */
export const queryLanguage = [
  new LanguageSupport(language),
  syntaxHighlighting(colors),
  linter(({ state }) => lint(state.doc.toString()), { delay: 400 }),
];

function lint(text: string): Diagnostic[] {
  return checkQuery(text).map(({ position, message, suggestion }) => ({
    // Something that is missing has no character of its own: the one before it is marked.
    from: Math.min(position.from, Math.max(0, position.to - 1)),
    to: position.to,
    severity: 'error',
    message,
    actions:
      suggestion === undefined
        ? []
        : [
            {
              name: `Write ${suggestion}`,
              apply: (view) => view.dispatch({ changes: { from: position.from, to: position.to, insert: suggestion } }),
            },
          ],
  }));
}
