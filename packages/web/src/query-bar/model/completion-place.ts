/** What could be typed at the cursor. */
export type CompletionPlace =
  | { readonly wants: 'field'; readonly from: number; readonly prefix: string }
  | { readonly wants: 'operator'; readonly from: number; readonly prefix: string; readonly field: string }
  | { readonly wants: 'value'; readonly from: number; readonly prefix: string; readonly field: string }
  | { readonly wants: 'aggregate'; readonly from: number; readonly prefix: string };

const FIELD = String.raw`(?<field>"(?:[^"\\]|\\.)*"|[A-Za-z_@$][\w.\-/@$\[\]]*)`;
const OPERATOR = String.raw`(?:[=!<>:~]{1,3}|\b(?:NOT\s+)?(?:CONTAINS|LIKE|ILIKE|BETWEEN)\s)`;
const PARTIAL = String.raw`(?<prefix>"(?:[^"\\]|\\.)*|[^\s(){},|"'=!<>~]*)$`;

const AFTER_OPERATOR = new RegExp(String.raw`${FIELD}\s*${OPERATOR}\s*${PARTIAL}`, 'i');
const IN_LIST = new RegExp(String.raw`${FIELD}\s+(?:NOT\s+)?IN\s*\((?:[^()]*,)?\s*${PARTIAL}`, 'i');
const AFTER_PIPE = new RegExp(String.raw`\|(?:[^|"{}]*,)?\s*(?<prefix>\w*)$`);
const AFTER_FIELD = new RegExp(String.raw`(?:^|[\s({!])${FIELD}\s+(?<prefix>\w*)$`, 'i');
const FIELD_START = /(?<prefix>"(?:[^"\\]|\\.)*|[A-Za-z_@$][\w.\-/@$[\]]*|)$/;
const CONNECTIVE = /^(?:and|or|not|by|having|in|exists|contains|like|ilike|between)$/i;

/**
 * Finds out what is being typed.
 *
 * @param before - the query up to the cursor.
 * @param isField - whether a name is a field that is known: otherwise a word before a space is a word to search for.
 */
export function findCompletionPlace(before: string, isField: (name: string) => boolean): CompletionPlace | undefined {
  const value = (AFTER_OPERATOR.exec(before) ?? IN_LIST.exec(before))?.groups;
  if (value !== undefined && !CONNECTIVE.test(value.field)) return { wants: 'value', ...placeOf(before, value) };
  const aggregate = AFTER_PIPE.exec(before)?.groups;
  if (aggregate !== undefined) return { wants: 'aggregate', ...placeOf(before, aggregate) };
  const operator = AFTER_FIELD.exec(before)?.groups;
  if (operator !== undefined && !CONNECTIVE.test(operator.field) && isField(operator.field))
    return { wants: 'operator', ...placeOf(before, operator) };
  const field = FIELD_START.exec(before)?.groups;
  return field === undefined ? undefined : { wants: 'field', ...placeOf(before, field) };
}

function placeOf(before: string, { field = '', prefix }: Record<string, string>) {
  return { field, prefix: prefix.replace(/^"/, ''), from: before.length - prefix.length };
}
