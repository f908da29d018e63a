// Conditions as text, and the values they are about as parameters. Nothing that a user wrote ever becomes part of the text.
import type { Parameter } from '../../store/engine.ts';

export const TRUE = '1';
export const FALSE = '0';

/** The parameters of a statement under construction. */
export class SqlParameters {
  readonly values: Record<string, Parameter> = {};
  readonly #names = new Map<string, string>();

  /** Binds a value, and returns how the statement names it. The same value has the same name. */
  bind(type: string, value: Parameter): string {
    const identity = `${type} ${JSON.stringify(typeof value === 'bigint' ? String(value) : value)}`;
    let name = this.#names.get(identity);
    if (name === undefined) {
      name = `p${this.#names.size}`;
      this.#names.set(identity, name);
      this.values[name] = value;
    }
    return `{${name}:${type}}`;
  }

  text(value: string): string {
    return this.bind('String', value);
  }

  texts(values: readonly string[]): string {
    return this.bind('Array(String)', values);
  }

  /** As text: the binding refuses numbers that are no safe integers. */
  float(value: number): string {
    return this.bind('Float64', String(value));
  }
}

/** All conditions hold. */
export function all(...conditions: readonly string[]): string {
  if (conditions.includes(FALSE)) return FALSE;
  return join(
    conditions.filter((condition) => condition !== TRUE),
    ' AND ',
    TRUE,
  );
}

/** One condition holds. */
export function any(...conditions: readonly string[]): string {
  if (conditions.includes(TRUE)) return TRUE;
  return join(
    conditions.filter((condition) => condition !== FALSE),
    ' OR ',
    FALSE,
  );
}

function join(conditions: readonly string[], operator: string, empty: string): string {
  const distinct = [...new Set(conditions)];
  if (distinct.length === 0) return empty;
  return distinct.length === 1 ? distinct[0] : `(${distinct.join(operator)})`;
}

/** The condition does not hold. */
export function not(condition: string): string {
  if (condition === TRUE) return FALSE;
  return condition === FALSE ? TRUE : `NOT (${condition})`;
}
