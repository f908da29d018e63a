import type { Attributes, AttributeValue } from '../api/types.ts';
import type { SqlParameters } from '../query/compile/sql.ts';
import { fetchResources } from '../query/resources.ts';
import { parseAttributes } from '../store/attribute-json.ts';
import type { Engine } from '../store/engine.ts';

/** Attributes of resources, by the hash under which spans name them. */
export type Resources = ReadonlyMap<string, Attributes>;

/** Fetches the attributes of resources. */
export async function fetchResourceAttributes(engine: Engine, hashes: Iterable<string>): Promise<Resources> {
  const resources = await fetchResources(engine, hashes);
  return new Map([...resources].map(([hash, columns]) => [hash, parseAttributes(columns)]));
}

/** The texts of a value: those of its elements if it is an array, none if it has no text. */
export function textsOf(value: AttributeValue | undefined): string[] {
  if (Array.isArray(value)) return value.filter((one) => typeof one !== 'object').map(String);
  return value === undefined || value === null || typeof value === 'object' ? [] : [String(value)];
}

/** An expression of the texts of an attribute of a row's resource. The values are looked up in what is known, not joined. */
export function resourceTexts(
  key: string,
  { resources, parameters }: { readonly resources: Resources; readonly parameters: SqlParameters },
): string {
  const known = [...resources].flatMap(([hash, attributes]) => {
    const [text] = textsOf(attributes[key]);
    return text === undefined ? [] : [{ hash, text }];
  });
  if (known.length === 0) return "CAST([], 'Array(String)')";
  const hashes = parameters.texts(known.map(({ hash }) => hash));
  const texts = parameters.texts(known.map(({ text }) => text));
  const index = `indexOf(${hashes}, toString(resource_hash))`;
  return `if(${index} = 0, [], [${texts}[${index}]])`;
}
