// Changes of a query that a click makes, on its text: what somebody wrote stays as it is.
import { ATTRIBUTE_SCOPES, FIELD_ALIASES, formatText, INTRINSIC_NAMES, parser } from '@throughline/query-language';

/** A condition as text: `http.route="/v1/servers/:id"`. The value is meant to the letter. */
export function formatCondition(key: string, value: string, operator: '=' | '!=' = '='): string {
  return `${key}${operator}${formatText(value)}`;
}

/** The name under which a query finds an attribute of a span, its resource or its baggage. */
export function fieldOf(key: string, scope: 'span' | 'resource' | 'baggage' | 'event' | 'any' = 'any'): string {
  const isPlain = /^[A-Za-z_@$][\w.\-/@$[\]]*$/.test(key) && !KEYWORD.test(key);
  const name = isPlain ? key : `"${key.replaceAll(/["\\]/g, '\\$&')}"`;
  if (scope !== 'any') return `${scope}.${name}`;
  const isAmbiguous =
    RESERVED.has(key) || ATTRIBUTE_SCOPES.some((prefix) => key.startsWith(`${prefix}.`) && prefix !== 'baggage');
  return isPlain && isAmbiguous ? `"${key}"` : name;
}

const KEYWORD = /^(?:and|or|not|in|exists|contains|like|ilike|between|by|having)$/i;
const RESERVED: ReadonlySet<string> = new Set([...INTRINSIC_NAMES, ...FIELD_ALIASES.keys(), 'error']);

/** The query, and what is added to it. */
export function addCondition(query: string, condition: string): string {
  const { spans, pipeline } = splitPipeline(query);
  return [joinConditions(spans, condition), pipeline].filter((part) => part !== '').join(' ');
}

function joinConditions(spans: string, condition: string): string {
  if (spans === '' || spans === '{}') return condition;
  if (spans === condition || spans.endsWith(` AND ${condition}`)) return spans;
  const kinds = topNodes(spans);
  if (kinds.some((kind) => kind.startsWith('Spanset') || kind.startsWith('SpanRelation')))
    return `(${spans}) && {${condition}}`;
  if (kinds.includes('SpanFilter')) return `{${joinConditions(spans.slice(1, -1).trim(), condition)}}`;
  return `${kinds.includes('Disjunction') ? `(${spans})` : spans} AND ${condition}`;
}

/** The part of a query that finds spans, and the part that computes numbers from them. */
export function splitPipeline(query: string): { readonly spans: string; readonly pipeline: string } {
  const pipe = parser.parse(query).topNode.getChild('Pipeline');
  if (pipe === null) return { spans: query.trim(), pipeline: '' };
  return { spans: query.slice(0, pipe.from).trim(), pipeline: query.slice(pipe.from).trim() };
}

function topNodes(query: string): string[] {
  const names: string[] = [];
  for (let child = parser.parse(query).topNode.firstChild; child !== null; child = child.nextSibling)
    names.push(child.name);
  return names;
}
