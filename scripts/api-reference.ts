// The list of routes in docs/api.md, from the OpenAPI description that a hub gives of itself.

/** As much of OpenAPI 3.1 as the hub uses. */
export interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

interface Operation {
  readonly summary?: string;
  readonly parameters?: readonly Parameter[];
  readonly responses: Readonly<Record<string, Response>>;
}

interface Response {
  readonly content: Readonly<Record<string, { readonly schema: { readonly $ref?: string } }>>;
}

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly description?: string;
  readonly schema: {
    readonly type?: string;
    readonly default?: string | number;
    readonly minimum?: number;
    readonly maximum?: number;
    readonly enum?: readonly string[];
  };
}

const BEGIN = '<!-- routes: written by `npx vitest run scripts/api-reference.test.ts -u`, do not edit -->';
const END = '<!-- routes end -->';

/** `page` with its list of routes as the hub has them now. */
export function renderReference(page: string, openApi: OpenApi): string {
  const begin = page.indexOf(BEGIN);
  const end = page.indexOf(END);
  if (begin === -1 || end < begin)
    throw new Error(`cannot write docs/api.md: got a page without marks, need ${BEGIN} and ${END}`);
  const routes = Object.entries(openApi.paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => renderRoute(method, path, operation)),
  );
  return `${page.slice(0, begin + BEGIN.length)}\n\n${routes.toSorted().join('\n\n')}\n\n${page.slice(end)}`;
}

function renderRoute(method: string, path: string, operation: Operation): string {
  const { summary = '', parameters = [], responses } = operation;
  const [[type, { schema }]] = Object.entries(responses['200'].content);
  const answer = schema.$ref === undefined ? type : schema.$ref.split('/').at(-1)!;
  const head = `### \`${method.toUpperCase()} ${path}\`\n\n${summary} Answers \`${answer}\`.`;
  return parameters.length === 0 ? head : `${head}\n\n${sortParameters(parameters).map(renderParameter).join('\n')}`;
}

/** What stands in the path comes first. */
function sortParameters(parameters: readonly Parameter[]): Parameter[] {
  return parameters.toSorted((a, b) => Number(b.in === 'path') - Number(a.in === 'path'));
}

function renderParameter({ name, description = '', schema }: Parameter): string {
  const facts = [
    schema.minimum === undefined ? '' : `${schema.minimum} to ${schema.maximum ?? 'any'}`,
    schema.enum === undefined ? '' : schema.enum.join(', '),
    schema.default === undefined || schema.default === '' ? '' : `default ${schema.default}`,
  ].filter((fact) => fact !== '');
  return `- \`${name}\`${facts.length === 0 ? '' : ` (${facts.join('; ')})`}: ${description}`;
}
