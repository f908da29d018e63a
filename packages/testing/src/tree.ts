import type { SpanKindName, SpanStatusName } from './captured-span.ts';
import { TestingError } from './errors.ts';
import type { ExceptionExpectation } from './exception.ts';
import { describeSpanName, type ExpectedValue } from './match-value.ts';

/** An event, by name or with attributes. */
export type EventExpectation =
  | string
  | { readonly name: string; readonly attributes?: Readonly<Record<string, ExpectedValue>> };

/** What is expected of a span beside its name and children. What is not mentioned may be anything. */
export interface SpanExpectation {
  readonly kind?: SpanKindName;
  /** Without it, every status but `error` will do. */
  readonly status?: SpanStatusName | { readonly code: SpanStatusName; readonly message?: string | RegExp };
  /** The span has at least these; `undefined` stands for absent. */
  readonly attributes?: Readonly<Record<string, ExpectedValue>>;
  /** All its events, in order, without the recorded errors. */
  readonly events?: readonly EventExpectation[];
  /** An error that it recorded, beside others; `false` for none. */
  readonly exception?: ExceptionExpectation | false;
  /** Default true. */
  readonly ended?: boolean;
  /** Any key with a dot is an attribute. */
  readonly [attribute: `${string}.${string}`]: ExpectedValue;
}

const KEYS: readonly string[] = ['kind', 'status', 'attributes', 'events', 'exception', 'ended'];

/** An expected span and its children. */
export class SpanTree {
  readonly name: string | RegExp;
  readonly expectation: SpanExpectation;
  readonly children: SpanForest;

  constructor(name: string | RegExp, expectation: SpanExpectation, children: SpanForest) {
    this.name = name;
    this.expectation = expectation;
    this.children = children;
  }
}

/** Expected siblings. */
export class SpanForest {
  readonly trees: readonly SpanTree[];
  /** Whether they start in this order. */
  readonly ordered: boolean;

  constructor(trees: readonly SpanTree[], ordered: boolean) {
    this.trees = trees;
    this.ordered = ordered;
  }
}

/**
 * An expected span: its name, what else is expected of it, and its children in the order of their start.
 *
 * @throws TestingError `TL_INVALID_TREE` where an expectation has an unknown key.
 * @example
 * tree('create_task', { 'task.priority': 'high', events: ['validated'] }, tree('insert', { kind: 'client' }));
 */
export function tree(name: string | RegExp, ...parts: (SpanTree | SpanForest | SpanExpectation)[]): SpanTree {
  const expectations = parts.filter((part) => !(part instanceof SpanTree || part instanceof SpanForest));
  return new SpanTree(name, joinExpectations(name, expectations as SpanExpectation[]), toForest(parts));
}

/** Siblings that may start in any order. */
export function unordered(...trees: SpanTree[]): SpanForest {
  return new SpanForest(trees, false);
}

/** The trees among `parts`; in any order if one of them says so. */
export function toForest(parts: readonly (SpanTree | SpanForest | SpanExpectation)[]): SpanForest {
  const forests = parts.filter((part) => part instanceof SpanForest);
  const trees = parts.flatMap((part) => {
    if (part instanceof SpanForest) return part.trees;
    return part instanceof SpanTree ? [part] : [];
  });
  return new SpanForest(
    trees,
    forests.every((forest) => forest.ordered),
  );
}

function joinExpectations(name: string | RegExp, expectations: readonly SpanExpectation[]): SpanExpectation {
  const joined: Record<string, unknown> = {};
  const attributes: Record<string, ExpectedValue> = {};
  for (const [key, value] of expectations.flatMap((one) => Object.entries(one))) {
    if (key.includes('.')) attributes[key] = value;
    else if (key === 'attributes') Object.assign(attributes, value);
    else if (KEYS.includes(key)) joined[key] = value;
    else throw unknownKey(name, key);
  }
  return { ...joined, attributes };
}

function unknownKey(name: string | RegExp, key: string): TestingError {
  const known = `${KEYS.join(', ')}, or an attribute with a dot`;
  return new TestingError(
    'TL_INVALID_TREE',
    `cannot expect of span ${describeSpanName(name)}: got key "${key}", need ${known}`,
  );
}
