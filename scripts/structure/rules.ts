// What STYLE and ARCHITECTURE promise and a machine can check: who imports whom, how long files and functions are, who
// reads the environment. Each rule takes one parsed file and says what is wrong with it.
import { type Node, parseSync } from 'oxc-parser';

/** A source file and what the rules look at. */
export interface SourceFile {
  /** From the repository's root, with `/`. */
  readonly path: string;
  readonly text: string;
}

/** One broken rule. */
export interface Violation {
  readonly path: string;
  readonly line: number;
  readonly message: string;
}

/** Which workspace packages a package may import. Nothing reaches a sibling except through its `exports`. */
const ALLOWED_IMPORTS: Readonly<Record<string, readonly string[]>> = {
  wire: [],
  node: ['@throughline/wire'],
  testing: ['@throughline/node'],
  'query-language': [],
  hub: ['@throughline/wire', '@throughline/query-language'],
  cli: ['@throughline/hub', '@throughline/node', '@throughline/query-language', '@throughline/wire'],
  web: ['@throughline/query-language'],
};

/** Packages of which only types may be imported: the page talks to the hub over HTTP, in the hub's shapes. */
const TYPES_ONLY: Readonly<Record<string, readonly string[]>> = { web: ['@throughline/hub'] };

/** Which published packages the files below a folder may import. Only the store knows ClickHouse. */
const ALLOWED_DEPENDENCIES: Readonly<Record<string, readonly string[]>> = {
  'packages/query-language/src/': ['@lezer/lr', '@lezer/common'],
  'packages/hub/src/store/': ['chdb', '@clickhouse/client'],
  'packages/hub/src/api/': ['fastify', '@fastify/ajv-compiler', '@fastify/swagger', '@fastify/static'],
  'packages/cli/src/': ['commander', 'string-width'],
  'packages/web/src/': [
    'react',
    'react-dom',
    '@tanstack/react-query',
    '@tanstack/react-router',
    '@tanstack/react-virtual',
    '@codemirror/autocomplete',
    '@codemirror/commands',
    '@codemirror/language',
    '@codemirror/lint',
    '@codemirror/state',
    '@codemirror/view',
    '@lezer/highlight',
    '@xyflow/react',
    'elkjs',
    'uplot',
  ],
};

/** Files that may look at the process's environment. */
const ENVIRONMENT_READERS: ReadonlySet<string> = new Set([
  'packages/node/src/configuration/environment.ts',
  'packages/cli/src/environment.ts',
  // Decides before any other file is loaded, which is the whole point of it.
  'packages/node/src/register.ts',
]);

const MAX_FILE_LINES = 500;
const MAX_FUNCTION_LINES = 80;

/** Types that a system may import from `scripts`: what it is to `npm start`. */
const START_CONTRACT = 'scripts/start/contract.ts';

/** Everything that is wrong with one file of `packages/<name>/src` or `systems/<name>/src`. */
export function checkFile(file: SourceFile): Violation[] {
  if (file.path.startsWith('systems/')) return [...checkSystemImports(file), ...checkSize(file)];
  return [...checkImports(file), ...checkSize(file), ...checkEnvironment(file)];
}

/** A reference system is an application: it knows the published entries of the runtime, and no other package of ours. */
function checkSystemImports({ path, text }: SourceFile): Violation[] {
  return importsOf(text, path).flatMap(({ specifier, line, typeOnly }) => {
    const message = judgeSystemImport(specifier, { path, typeOnly });
    return message === undefined ? [] : [{ path, line, message }];
  });
}

function judgeSystemImport(specifier: string, { path, typeOnly }: Omit<ImportSite, 'owner'>): string | undefined {
  if (specifier.startsWith('.') && leavesPackage(specifier, path)) {
    const isContract = new URL(specifier, `file:///${path}`).pathname === `/${START_CONTRACT}`;
    return isContract && typeOnly ? undefined : `imports ${specifier} out of its package`;
  }
  if (!specifier.startsWith('@throughline/') && specifier !== 'throughline') return undefined;
  const isPublished = /^@throughline\/node(?:\/(?:register|console))?$/.test(specifier);
  return isPublished ? undefined : `imports ${specifier}: a system may know @throughline/node alone`;
}

function checkImports({ path, text }: SourceFile): Violation[] {
  const owner = /^packages\/([^/]+)\/src\//.exec(path)?.[1] ?? '';
  return importsOf(text, path).flatMap(({ specifier, line, typeOnly }) => {
    const message = judgeImport(specifier, { owner, path, typeOnly });
    return message === undefined ? [] : [{ path, line, message }];
  });
}

interface ImportSite {
  readonly owner: string;
  readonly path: string;
  readonly typeOnly: boolean;
}

function judgeImport(specifier: string, { owner, path, typeOnly }: ImportSite): string | undefined {
  if (specifier.startsWith('.'))
    return leavesPackage(specifier, path) ? `imports ${specifier} out of its package` : undefined;
  if (specifier.startsWith('node:'))
    return owner === 'wire' ? `imports ${specifier}: packages/wire does no I/O` : undefined;
  const name = specifier.startsWith('@') ? specifier.split('/').slice(0, 2).join('/') : specifier.split('/')[0];
  if (name === '@opentelemetry/api')
    return typeOnly ? undefined : 'loads @opentelemetry/api: only its types may be imported';
  if (!name.startsWith('@throughline/'))
    return isAllowedDependency(name, path) ? undefined : `imports ${name}: no such dependency is allowed`;
  if (typeOnly && TYPES_ONLY[owner]?.includes(name)) return undefined;
  if (!ALLOWED_IMPORTS[owner]?.includes(name)) return `imports ${name}: packages/${owner} may not know it`;
  return specifier.includes('/src/') || specifier.includes('/dist/')
    ? `imports ${specifier} past the exports`
    : undefined;
}

function isAllowedDependency(name: string, path: string): boolean {
  return Object.entries(ALLOWED_DEPENDENCIES).some(
    ([folder, names]) => path.startsWith(folder) && names.includes(name),
  );
}

function leavesPackage(specifier: string, path: string): boolean {
  const root = path.split('/').slice(0, 3).join('/');
  return !new URL(specifier, `file:///${path}`).pathname.startsWith(`/${root}/`);
}

function checkSize({ path, text }: SourceFile): Violation[] {
  const lines = text.split('\n').length - 1;
  const tooLong = functionsOf(text, path)
    .filter(({ length }) => length > MAX_FUNCTION_LINES)
    .map(({ line, length }) => ({ path, line, message: `function of ${length} lines, at most ${MAX_FUNCTION_LINES}` }));
  if (lines > MAX_FILE_LINES)
    tooLong.push({ path, line: 1, message: `file of ${lines} lines, at most ${MAX_FILE_LINES}` });
  return tooLong;
}

function checkEnvironment({ path, text }: SourceFile): Violation[] {
  if (ENVIRONMENT_READERS.has(path)) return [];
  return text.split('\n').flatMap((content, index) => {
    const reads =
      content.includes('process.env') && !content.trimStart().startsWith('//') && !content.trimStart().startsWith('*');
    return reads
      ? [{ path, line: index + 1, message: 'reads process.env: only configuration/environment.ts may' }]
      : [];
  });
}

/** A function's place and length. */
export interface FunctionSize {
  readonly line: number;
  readonly length: number;
}

/** All functions of a file, with their length in lines. */
export function functionsOf(text: string, path = 'file.ts'): FunctionSize[] {
  const sizes: FunctionSize[] = [];
  const lineAt = createLineIndex(text);
  walk(parseSync(path, text).program as unknown as Node, (node) => {
    if (!/^(FunctionDeclaration|FunctionExpression|ArrowFunctionExpression)$/.test(node.type)) return;
    const line = lineAt(node.start);
    sizes.push({ line, length: lineAt(node.end) - line + 1 });
  });
  return sizes;
}

interface ImportFound {
  readonly specifier: string;
  readonly line: number;
  readonly typeOnly: boolean;
}

function importsOf(text: string, path: string): ImportFound[] {
  const lineAt = createLineIndex(text);
  const found: ImportFound[] = [];
  walk(parseSync(path, text).program as unknown as Node, (node) => {
    const { source, importKind, exportKind, specifiers } = node as unknown as ImportNode;
    if (!/^(ImportDeclaration|ExportNamedDeclaration|ExportAllDeclaration|ImportExpression)$/.test(node.type)) return;
    if (typeof source?.value !== 'string') return;
    const names = specifiers ?? [];
    const allTypes = names.length > 0 && names.every((one) => one.importKind === 'type' || one.exportKind === 'type');
    const typeOnly = importKind === 'type' || exportKind === 'type' || allTypes;
    found.push({ specifier: source.value, line: lineAt(node.start), typeOnly });
  });
  return found;
}

interface ImportNode {
  readonly source?: { readonly value?: unknown } | null;
  readonly importKind?: string;
  readonly exportKind?: string;
  readonly specifiers?: readonly { readonly importKind?: string; readonly exportKind?: string }[];
}

function walk(node: Node, visit: (node: Node) => void): void {
  visit(node);
  for (const child of Object.values(node)) {
    const children = Array.isArray(child) ? child : [child];
    for (const one of children) if (isNode(one)) walk(one, visit);
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string';
}

function createLineIndex(text: string): (offset: number) => number {
  const starts = [0];
  for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', end + 1)) starts.push(end + 1);
  return (offset) => {
    let [low, high] = [0, starts.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (starts[middle] <= offset) low = middle;
      else high = middle;
    }
    return low + 1;
  };
}
