// The types of the API's answers as JSON Schema, for its OpenAPI description: what clients in other languages are made from.
// Knows as much of TypeScript as those types use, and says so where they use more.
import type { Comment, PropertyKey, TSInterfaceDeclaration, TSSignature, TSType, TSTypeReference } from 'oxc-parser';
import { parseSync } from 'oxc-parser';

/** As much of JSON Schema as it takes. */
export interface Schema {
  description?: string;
  $ref?: string;
  type?: string | string[];
  enum?: string[];
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: Schema | false;
  anyOf?: Schema[];
}

type ObjectSchema = Schema & { properties: Record<string, Schema>; required: string[] };

interface Declared {
  readonly type: TSInterfaceDeclaration | TSType;
  readonly description: string | undefined;
}

const PRIMITIVES: Readonly<Record<string, string>> = {
  TSStringKeyword: 'string',
  TSNumberKeyword: 'number',
  TSBooleanKeyword: 'boolean',
  TSNullKeyword: 'null',
};

/**
 * The exported types of these sources by name, in the order of their names. They refer to each other as OpenAPI has it.
 *
 * @throws Error when they use something that is not known here.
 */
export function createAnswerSchemas(sources: readonly string[]): Record<string, Schema> {
  const reader = new TypeReader();
  for (const source of sources) reader.add(source);
  return reader.schemas();
}

class TypeReader {
  readonly #declared = new Map<string, Declared>();
  readonly #descriptions = new Map<TSSignature, string | undefined>();

  add(source: string): void {
    const { program, comments } = parseSync('types.ts', source);
    const descriptionOf = describe(source, comments);
    for (const node of program.body) {
      if (node.type !== 'ExportNamedDeclaration' || node.declaration === null) continue;
      const { declaration } = node;
      const description = descriptionOf(node.start);
      if (declaration.type === 'TSTypeAliasDeclaration')
        this.#declared.set(declaration.id.name, { type: declaration.typeAnnotation, description });
      if (declaration.type !== 'TSInterfaceDeclaration') continue;
      this.#declared.set(declaration.id.name, { type: declaration, description });
      for (const member of declaration.body.body) this.#descriptions.set(member, descriptionOf(member.start));
    }
  }

  schemas(): Record<string, Schema> {
    const names = [...this.#declared.keys()].toSorted();
    return Object.fromEntries(names.map((name) => [name, this.#schemaOf(name)]));
  }

  #schemaOf(name: string): Schema {
    const declared = this.#declared.get(name);
    if (declared === undefined) throw new Error(`cannot read the types of answers: got ${name}, need a type of theirs`);
    const { type, description } = declared;
    const schema = type.type === 'TSInterfaceDeclaration' ? this.#readInterface(type) : this.#read(type);
    return { ...(description !== undefined && { description }), ...schema };
  }

  #readInterface({ extends: parents, body }: TSInterfaceDeclaration): ObjectSchema {
    const inherited = parents.map(({ expression }) => this.#readObject((expression as { name: string }).name));
    return merge([...inherited, this.#readMembers(body.body)]);
  }

  /** A type by name that has to be an object. */
  #readObject(name: string): ObjectSchema {
    const { properties = {}, required = [] } = this.#schemaOf(name);
    return { type: 'object', properties, required };
  }

  #readMembers(members: readonly TSSignature[]): ObjectSchema {
    const schema: ObjectSchema = { type: 'object', properties: {}, required: [] };
    for (const member of members) {
      if (member.type === 'TSIndexSignature') {
        schema.additionalProperties = this.#read(member.typeAnnotation.typeAnnotation);
        continue;
      }
      if (member.type !== 'TSPropertySignature' || member.typeAnnotation === null) throw unknown(member.type);
      const name = nameOf(member.key);
      const description = this.#descriptions.get(member);
      const property = this.#read(member.typeAnnotation.typeAnnotation);
      schema.properties[name] = { ...(description !== undefined && { description }), ...property };
      if (!member.optional) schema.required.push(name);
    }
    return schema;
  }

  #read(type: TSType): Schema {
    const primitive = PRIMITIVES[type.type];
    if (primitive !== undefined) return { type: primitive };
    switch (type.type) {
      case 'TSParenthesizedType':
      case 'TSTypeOperator':
        return this.#read(type.typeAnnotation);
      case 'TSArrayType':
        return { type: 'array', items: this.#read(type.elementType) };
      case 'TSTypeLiteral':
        return tidy(this.#readMembers(type.members));
      case 'TSIntersectionType':
        return merge(type.types.map((part) => this.#resolve(part)));
      case 'TSUnionType':
        return unite(type.types.filter((part) => part.type !== 'TSUndefinedKeyword').map((part) => this.#read(part)));
      case 'TSLiteralType':
        return { type: 'string', enum: [(type.literal as { value: string }).value] };
      case 'TSIndexedAccessType':
        return this.#resolve(type.objectType).properties[this.#read(type.indexType).enum![0]];
      case 'TSTypeReference':
        return this.#readReference(type);
      default:
        throw unknown(type.type);
    }
  }

  #readReference({ typeName, typeArguments }: TSTypeReference): Schema {
    const { name } = typeName as { name: string };
    const [first, second] = typeArguments?.params ?? [];
    if (name === 'Readonly') return this.#read(first);
    if (name !== 'Record') return { $ref: `#/components/schemas/${name}` };
    if (second.type === 'TSNeverKeyword') return { type: 'object', additionalProperties: false };
    const values = this.#read(second);
    const keys = this.#resolveKeys(first);
    if (keys === undefined) return { type: 'object', additionalProperties: values };
    return { type: 'object', properties: Object.fromEntries(keys.map((key) => [key, values])), required: keys };
  }

  /** The keys of a record, if they are known. */
  #resolveKeys(type: TSType): string[] | undefined {
    if (type.type === 'TSStringKeyword') return undefined;
    if (type.type === 'TSUnionType') return type.types.flatMap((part) => this.#resolveKeys(part) ?? []);
    const { $ref, enum: values } = this.#read(type);
    return $ref === undefined ? values : this.#schemaOf($ref.split('/').at(-1)!).enum;
  }

  #resolve(type: TSType): ObjectSchema {
    const schema = this.#read(type);
    return schema.$ref === undefined ? (schema as ObjectSchema) : this.#readObject(schema.$ref.split('/').at(-1)!);
  }
}

function merge(parts: readonly ObjectSchema[]): ObjectSchema {
  return {
    type: 'object',
    properties: Object.assign({}, ...parts.map(({ properties }) => properties)) as Record<string, Schema>,
    required: parts.flatMap(({ required }) => required),
  };
}

/** An object that names no property has neither list. */
function tidy({ properties, required, ...schema }: ObjectSchema): Schema {
  return Object.keys(properties).length === 0 ? schema : { ...schema, properties, required };
}

/** Texts are one list, plain types one array. */
function unite(parts: readonly Schema[]): Schema {
  if (parts.length === 1) return parts[0];
  if (parts.every((part) => part.enum !== undefined))
    return { type: 'string', enum: parts.flatMap((part) => part.enum!) };
  const isPlain = parts.every((part) => typeof part.type === 'string' && Object.keys(part).length === 1);
  return isPlain ? { type: parts.map((part) => part.type as string) } : { anyOf: [...parts] };
}

function nameOf(key: PropertyKey): string {
  if (key.type === 'Identifier') return key.name;
  if (key.type === 'Literal') return String(key.value);
  throw unknown(key.type);
}

function unknown(type: string): Error {
  return new Error(`cannot read the types of answers: got ${type}, need what scripts/answer-schemas.ts knows`);
}

/** Finds the comment before a place. */
function describe(source: string, comments: readonly Comment[]): (start: number) => string | undefined {
  const docs = comments.filter(({ type, value }) => type === 'Block' && value.startsWith('*'));
  return (start) => {
    const comment = docs.find(({ end }) => end < start && source.slice(end, start).trim() === '');
    return comment?.value
      .slice(1)
      .replaceAll(/^\s*\* ?/gm, '')
      .replaceAll(/\{@link (\w+)\}/g, '`$1`')
      .trim();
  };
}
