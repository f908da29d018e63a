// Conditions about attributes. The text indexes over keys and over `key=value` answer without reading a column; what they
// cannot answer is computed from the columns.
import type { AttributeField } from '@throughline/query-language';
import { all, any, FALSE, not, TRUE } from './sql.ts';
import type { SqlParameters } from './sql.ts';
import type { IndexFacts } from './index-facts.ts';
import { baggageKey, elementOf, mapsHave, testJson, testJsonString, testMaps } from './stored-attributes.ts';
import type { AttributePredicate } from './stored-attributes.ts';
import { compileValueTest } from './value-test.ts';

/** Compiles predicates about attributes. */
export class AttributeCompiler {
  readonly #parameters: SqlParameters;
  readonly #facts: IndexFacts;

  constructor(parameters: SqlParameters, facts: IndexFacts) {
    this.#parameters = parameters;
    this.#facts = facts;
  }

  /** The condition of the predicate without its negation. */
  compile(predicate: AttributePredicate): string {
    const { scope, key } = predicate.field;
    switch (scope) {
      case 'span':
        return this.#ofSpan(predicate, key);
      case 'baggage':
        return this.#ofSpan(predicate, baggageKey(key));
      case 'resource':
        return this.#ofResource(predicate);
      case 'event':
      case 'link':
        return this.#ofSome(predicate, `${scope}s.attrs`);
      case 'any':
        return this.#ofFirst(predicate);
    }
  }

  /** The condition that the attribute is there. */
  compileExists({ scope, key }: AttributeField): string {
    const bound = this.#parameters.text(key);
    switch (scope) {
      case 'span':
        return this.#spanHas(key);
      case 'baggage':
        return this.#spanHas(baggageKey(key));
      case 'resource':
        return this.#resourceHas(key);
      case 'event':
      case 'link':
        return `arrayExists(m -> NOT (m[${bound}] IN ('', 'null')), ${scope}s.attrs)`;
      case 'any':
        return any(this.#spanHas(key), this.#resourceHas(key), this.#spanHas(baggageKey(key)));
    }
  }

  /** The first of span, resource and baggage that has the key decides. */
  #ofFirst(predicate: AttributePredicate): string {
    const { key } = predicate.field;
    const ofBaggage = this.#ofSpan(predicate, baggageKey(key));
    const ofRest = any(this.#ofResource(predicate), all(not(this.#resourceHas(key)), ofBaggage));
    return any(this.#ofSpan(predicate, key), all(not(this.#spanHas(key)), ofRest));
  }

  #ofSpan(predicate: AttributePredicate, key: string): string {
    const items = this.#facts.itemsOf(predicate, key);
    if (items !== undefined) return items.length === 0 ? FALSE : `hasAny(attr_items, ${this.#parameters.texts(items)})`;
    return all(this.#hasKey(key), this.#inMaps(predicate, key));
  }

  #ofResource(predicate: AttributePredicate): string {
    const { key } = predicate.field;
    return this.#facts.hasResource(predicate) ? ofResources(this.#inMaps(predicate, key)) : FALSE;
  }

  #inMaps(predicate: AttributePredicate, key: string): string {
    return testMaps(compileValueTest(predicate, this.#parameters), key, this.#parameters);
  }

  /** On one of several maps that have JSON for strings too. */
  #ofSome(predicate: AttributePredicate, maps: string): string {
    const test = compileValueTest(predicate, this.#parameters);
    const json = `m[${this.#parameters.text(predicate.field.key)}]`;
    return `arrayExists(m -> ${any(testJsonString(test, json), testJson(test, json))}, ${maps})`;
  }

  #spanHas(key: string): string {
    const isNull = `${elementOf('attrs_json', key, this.#parameters)} = 'null'`;
    return all(this.#hasKey(key), this.#facts.isNeverNull(key) ? TRUE : not(isNull));
  }

  #resourceHas(key: string): string {
    return this.#facts.hasResourceKey(key) ? ofResources(mapsHave(key, this.#parameters)) : FALSE;
  }

  #hasKey(key: string): string {
    const bound = this.#parameters.text(key);
    // An index knows no empty token.
    return key === ''
      ? `(has(mapKeys(attrs), ${bound}) OR has(mapKeys(attrs_json), ${bound}))`
      : `has(attr_keys, ${bound})`;
  }
}

function ofResources(condition: string): string {
  return `resource_hash IN (SELECT resource_hash FROM resources WHERE ${condition})`;
}
