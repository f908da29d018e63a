// References to environment variables in a declarative file (specification: configuration/data-model.md, "Environment
// variable substitution"): `${NAME}`, `${env:NAME}`, `${NAME:-default}`, and `$$` for one `$`.
import type { Environment } from '../environment.ts';
import { describeValue } from '../values/describe-value.ts';

const REFERENCE = /\$\{([^}]+)\}/g;
const ENVIRONMENT_REFERENCE = /^(?:env:)?([A-Za-z_][A-Za-z0-9_]*)(?::-(.*))?$/s;

/**
 * `text` with its references replaced. What a variable holds is never looked at for further references.
 *
 * @throws {Error} "got X, need Y" for a reference of another form.
 */
export function substitute(text: string, environment: Environment): string {
  // An escape ends whatever reference is open before it, so the pieces between escapes stand alone.
  return text
    .split('$$')
    .map((piece) => piece.replace(REFERENCE, (_, content: string) => resolveReference(content, environment)))
    .join('$');
}

function resolveReference(content: string, environment: Environment): string {
  const match = ENVIRONMENT_REFERENCE.exec(content);
  if (match === null) throw new Error(`got ${describeValue(`\${${content}}`)}, need \${NAME} or \${NAME:-default}`);
  const [, name, fallback = ''] = match;
  return environment[name] || fallback;
}
