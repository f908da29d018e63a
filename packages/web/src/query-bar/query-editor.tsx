import { autocompletion, closeBrackets, completionKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { bracketMatching } from '@codemirror/language';
import { EditorState } from '@codemirror/state';
import type { Extension } from '@codemirror/state';
import { EditorView, keymap, placeholder } from '@codemirror/view';
import { useEffect, useRef } from 'react';
import { completionData } from './completion-data.ts';
import { createQueryCompletion } from './query-completion.ts';
import { queryLanguage } from './query-language.ts';
import styles from './query-editor.module.css';

export interface QueryEditorProps {
  readonly text: string;
  readonly hint: string;
  readonly onChange: (text: string) => void;
  readonly onSubmit: () => void;
}

/** The query as one line of code. */
export function QueryEditor({ text, hint, onChange, onSubmit }: QueryEditorProps) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(null);
  const handlers = useRef({ onChange, onSubmit });
  handlers.current = { onChange, onSubmit };
  useEffect(() => {
    const editor = new EditorView({
      parent: host.current!,
      state: EditorState.create({
        doc: text,
        extensions: createExtensions(hint, {
          onChange: (next) => handlers.current.onChange(next),
          onSubmit: () => handlers.current.onSubmit(),
        }),
      }),
    });
    view.current = editor;
    return () => editor.destroy();
  }, []);
  useEffect(() => {
    const editor = view.current;
    if (editor === null || editor.state.doc.toString() === text) return;
    editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: text } });
  }, [text]);
  return <div ref={host} className={styles.editor} />;
}

function createExtensions(
  hint: string,
  { onChange, onSubmit }: Pick<QueryEditorProps, 'onChange' | 'onSubmit'>,
): Extension {
  return [
    EditorView.cspNonce.of(document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? ''),
    history(),
    closeBrackets(),
    bracketMatching(),
    autocompletion({ override: [createQueryCompletion(completionData)], icons: false, defaultKeymap: false }),
    keymap.of([
      ...completionKeymap,
      { key: 'Enter', run: () => (onSubmit(), true) },
      ...historyKeymap,
      ...defaultKeymap,
    ]),
    queryLanguage,
    placeholder(hint),
    EditorView.contentAttributes.of({
      'aria-label': 'Query',
      spellcheck: 'false',
      autocapitalize: 'off',
      role: 'textbox',
    }),
    EditorState.transactionFilter.of((transaction) => (transaction.newDoc.lines > 1 ? [] : transaction)),
    EditorState.languageData.of(() => [{ closeBrackets: { brackets: ['(', '{', '"'] } }]),
    EditorView.clipboardInputFilter.of((pasted) => pasted.replaceAll(/\s*\n\s*/g, ' ')),
    EditorView.lineWrapping,
    EditorView.updateListener.of((update) => {
      if (update.docChanged) onChange(update.state.doc.toString());
    }),
  ];
}
