import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Environment } from '../environment.ts';
import { resolvePlainScalar } from './core-schema.ts';
import { substitute } from './substitute.ts';

/** What is used of the package `yaml`, which the application has or has not. */
interface Yaml {
  parseDocument(text: string, options: { version: string }): YamlDocument;
  visit(document: YamlDocument, visitor: { Scalar(key: unknown, node: Scalar): void }): void;
}

interface YamlDocument {
  readonly errors: readonly Error[];
  toJS(): unknown;
}

interface Scalar {
  value: unknown;
  /** How it is written: `PLAIN`, quoted or a block. */
  readonly type?: string;
  readonly source?: string;
  readonly tag?: string;
}

/**
 * The content of a YAML file with its references replaced, in scalars only: a variable can bring no structure.
 *
 * @throws {Error} if the text is no YAML, a reference is wrong, or the package `yaml` is not installed.
 */
export function readYaml(text: string, environment: Environment): unknown {
  const yaml = loadYaml();
  const document = yaml.parseDocument(text, { version: '1.2' });
  if (document.errors.length > 0) throw new Error(`got ${firstLine(document.errors[0].message)}, need YAML 1.2`);
  yaml.visit(document, {
    Scalar: (key, node) => {
      if (key !== 'key') substituteScalar(node, environment);
    },
  });
  return document.toJS();
}

/** A plain scalar gets its type after the substitution, a quoted one stays text. */
function substituteScalar(node: Scalar, environment: Environment): void {
  const isPlain = node.type === 'PLAIN';
  const source = isPlain ? node.source : node.value;
  if (typeof source !== 'string' || !source.includes('$')) return;
  const text = substitute(source, environment);
  node.value = isPlain && node.tag === undefined ? resolvePlainScalar(text) : text;
}

/** The application's own copy first: the runtime brings none. */
function loadYaml(): Yaml {
  const places = [process.argv[1], join(process.cwd(), 'package.json'), import.meta.filename];
  for (const place of places) {
    const yaml = place === undefined ? undefined : tryLoad(place);
    if (yaml !== undefined) return yaml;
  }
  throw new Error('got no package "yaml" of version 2, need it to read YAML (npm install yaml), or a .json file');
}

function tryLoad(place: string): Yaml | undefined {
  try {
    const yaml = createRequire(place)('yaml') as Partial<Yaml>;
    return typeof yaml.parseDocument === 'function' && typeof yaml.visit === 'function' ? (yaml as Yaml) : undefined;
  } catch {
    return undefined;
  }
}

function firstLine(text: string): string {
  const end = text.indexOf('\n');
  return end === -1 ? text : text.slice(0, end).replace(/:$/, '');
}
