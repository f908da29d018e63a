// Aggregates in two stages: states for each group and step, which are then merged to the totals of a group. So one pass over
// the spans answers both.
import type { Aggregate, Field, HavingCondition } from '@throughline/query-language';
import type { SqlParameters } from './sql.ts';

/** How to read what aggregates are about. */
export interface AggregateInput {
  /** Condition that the field is there. */
  readonly exists: (field: Field) => string;
  /** The field's number, or NULL. */
  readonly number: (field: Field) => string;
}

/** An aggregate over the states: of a step, and of the whole range. Numbers, or NULL. */
export interface AggregateColumn {
  readonly point: string;
  readonly total: string;
}

/** Durations that `rate` divides by. */
export interface RateSeconds {
  readonly step: number;
  readonly range: number;
}

/** Collects the states that aggregates need, each once. */
export class AggregateCompiler {
  readonly #input: AggregateInput;
  readonly #parameters: SqlParameters;
  readonly #seconds: RateSeconds;
  readonly #states = new Map<string, string>();
  /** All quantiles of a field come from one state: its name, and their levels. */
  readonly #quantiles = new Map<string, number[]>();

  constructor(input: AggregateInput, parameters: SqlParameters, seconds: RateSeconds) {
    this.#input = input;
    this.#parameters = parameters;
    this.#seconds = seconds;
  }

  /** What to select for a group and step, after everything is compiled. */
  get states(): string[] {
    const quantiles = [...this.#quantiles].map(
      ([number, levels], i) =>
        `quantilesExactIfState(${levels.join(', ')})(assumeNotNull(${number}), isNotNull(${number})) AS q${i}`,
    );
    return [...[...this.#states].map(([expression, name]) => `${expression} AS ${name}`), ...quantiles];
  }

  /** Makes known what will be compiled: the levels of a field's quantiles must be known before any of them. */
  prepare(aggregates: readonly Aggregate[]): void {
    for (const { function: name, field, quantile } of aggregates) {
      if (name !== 'quantile') continue;
      const number = this.#input.number(field!);
      const levels = this.#quantiles.get(number) ?? [];
      if (!levels.includes(quantile!)) levels.push(quantile!);
      this.#quantiles.set(number, levels);
    }
  }

  compile(aggregate: Aggregate): AggregateColumn {
    const { function: name, field } = aggregate;
    switch (name) {
      case 'count':
        return this.#compileCount(field);
      case 'rate': {
        const count = this.#compileCount(field);
        const per = (seconds: number): string => this.#parameters.float(seconds);
        return {
          point: `${count.point} / ${per(this.#seconds.step)}`,
          total: `${count.total} / ${per(this.#seconds.range)}`,
        };
      }
      case 'quantile':
        return this.#compileQuantile(aggregate);
      case 'avg':
        return this.#compileAverage(field!);
      default: {
        const state = this.#state(`${name}OrNull(${this.#input.number(field!)})`);
        return { point: state, total: `${name}OrNull(${state})` };
      }
    }
  }

  /** The condition on the totals of a group. Nothing fulfils it where there is no number. */
  compileHaving({ aggregate, operator, value }: HavingCondition): string {
    const right = value.type === 'number' ? value.number : value.nanoseconds;
    return `${this.compile(aggregate).total} ${operator} ${this.#parameters.float(right)}`;
  }

  #compileCount(field: Field | null): AggregateColumn {
    const state = this.#state(field === null ? 'count()' : `countIf(${this.#input.exists(field)})`);
    return { point: `toFloat64(${state})`, total: `toFloat64(sum(${state}))` };
  }

  #compileAverage(field: Field): AggregateColumn {
    const number = this.#input.number(field);
    const sum = this.#state(`sumOrNull(${number})`);
    const count = this.#state(`count(${number})`);
    return { point: `${sum} / ${count}`, total: `sumOrNull(${sum}) / sum(${count})` };
  }

  #compileQuantile({ field, quantile }: Aggregate): AggregateColumn {
    const number = this.#input.number(field!);
    const levels = this.#quantiles.get(number)!;
    const state = `q${[...this.#quantiles.keys()].indexOf(number)}`;
    const place = levels.indexOf(quantile!) + 1;
    const count = this.#state(`count(${number})`);
    const merged = `quantilesExactIfMerge(${levels.join(', ')})(${state})`;
    return {
      point: `if(${count} = 0, NULL, finalizeAggregation(${state})[${place}])`,
      total: `if(sum(${count}) = 0, NULL, ${merged}[${place}])`,
    };
  }

  #state(expression: string): string {
    const name = this.#states.get(expression) ?? `s${this.#states.size}`;
    this.#states.set(expression, name);
    return name;
  }
}
