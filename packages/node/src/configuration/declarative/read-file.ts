// The declarative configuration file that OTEL_CONFIG_FILE names (specification: configuration/data-model.md).
import type { Environment } from '../environment.ts';
import type { Source } from '../settings.ts';
import { describeValue } from '../values/describe-value.ts';
import { isRecord } from '../values/pairs.ts';
import type { MappedModel } from './map-model.ts';
import { mapModel } from './map-model.ts';
import { readJson } from './read-json.ts';
import { readYaml } from './read-yaml.ts';
import { Section } from './section.ts';

/** The newest minor version of the model that this reader knows. */
const KNOWN_MINOR = 1;

/**
 * What the file at `path` configures, over what the application says in code. What a node says wrongly is a warning.
 *
 * @throws {Error} with one line for people, if the file as a whole cannot be used.
 */
export function readFile(
  path: string,
  context: { code: Source; environment: Environment; warnings: string[] },
): MappedModel {
  const { code, environment, warnings } = context;
  try {
    const content = parse(path, readText(path), environment);
    if (!isRecord(content)) throw new Error(`got ${describeValue(content)}, need a mapping`);
    const found: string[] = [];
    assertVersion(content.file_format, found);
    const model = mapModel(new Section(content, { path: '', warnings: found }), code, environment);
    for (const warning of found) warnings.push(`${warning} (${path})`);
    return model;
  } catch (error) {
    throw new Error(`cannot use the configuration file ${path}: ${(error as Error).message}`, { cause: error });
  }
}

function readText(path: string): string {
  const { readFileSync } = process.getBuiltinModule('node:fs');
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new Error(`got ${code}, need a readable file`, { cause: error });
  }
}

function parse(path: string, text: string, environment: Environment): unknown {
  return path.toLowerCase().endsWith('.json') ? readJson(text, environment) : readYaml(text, environment);
}

/** Any 1.x: a newer minor version only adds nodes, which are named when they are met. */
function assertVersion(format: unknown, warnings: string[]): void {
  // Unquoted, YAML makes a number of it.
  const text = typeof format === 'number' ? String(format) : format;
  const match = typeof text === 'string' ? /^(\d+)(?:\.(\d+))?(?:-.+)?$/.exec(text) : null;
  if (match === null || match[1] !== '1')
    throw new Error(`got file_format ${describeValue(format)}, need "1.0" or "1.1"`);
  if (Number(match[2] ?? 0) <= KNOWN_MINOR) return;
  warnings.push(
    `cannot know all of file_format ${describeValue(text)}: got a newer version, need at most "1.${KNOWN_MINOR}"; what is known is used`,
  );
}
