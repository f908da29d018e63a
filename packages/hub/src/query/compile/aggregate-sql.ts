// Aggregates in two stages: states for each group and step, which are then merged to the totals of a group. So one pass over
// the spans answers both.
import { formatField } from '@throughline/query-language';
import type { Aggregate, Field, HavingCondition } from '@throughline/query-language';
import type { AggregateInput } from './aggregate-input.ts';
import type { SqlParameters } from './sql.ts';

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

interface QuantileState {
  readonly field: Field;
  readonly levels: readonly number[];
}

/** Collects the states that aggregates need, each once. */
export class AggregateCompiler {
  readonly #input: AggregateInput;
  readonly #parameters: SqlParameters;
  readonly #seconds: RateSeconds;
  readonly #states = new Map<string, string>();
  /** All quantiles of a field come from one state. */
  readonly #quantiles = new Map<string, QuantileState>();

  constructor(input: AggregateInput, parameters: SqlParameters, seconds: RateSeconds) {
    this.#input = input;
    this.#parameters = parameters;
    this.#seconds = seconds;
  }

  /** What to select for a group and step, after everything is compiled. */
  get states(): string[] {
    const quantiles = [...this.#quantiles.values()].map(
      ({ field, levels }, i) => `${this.#input.quantilesState(field, levels.join(', '))} AS q${i}`,
    );
    return [...[...this.#states].map(([expression, name]) => `${expression} AS ${name}`), ...quantiles];
  }

  /** Makes known what will be compiled: the levels of a field's quantiles must be known before any of them. */
  prepare(aggregates: readonly Aggregate[]): void {
    for (const { function: computed, field, quantile } of aggregates) {
      if (computed !== 'quantile') continue;
      const name = formatField(field!);
      const { levels } = this.#quantiles.get(name) ?? { levels: [] };
      this.#quantiles.set(name, { field: field!, levels: [...new Set([...levels, quantile!])] });
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
        const state = this.#state(this.#input[name]!(field!));
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
    const state = this.#state(this.#input.count(field));
    return { point: `toFloat64(${state})`, total: `toFloat64(sum(${state}))` };
  }

  #compileAverage(field: Field): AggregateColumn {
    const sum = this.#state(this.#input.sum(field));
    const count = this.#state(this.#input.countNumbers(field));
    return { point: `${sum} / ${count}`, total: `sumOrNull(${sum}) / sum(${count})` };
  }

  #compileQuantile({ field, quantile }: Aggregate): AggregateColumn {
    const name = formatField(field!);
    const { levels } = this.#quantiles.get(name)!;
    const state = `q${[...this.#quantiles.keys()].indexOf(name)}`;
    const place = levels.indexOf(quantile!) + 1;
    const count = this.#state(this.#input.countNumbers(field!));
    const merged = `${this.#input.mergeQuantiles}(${levels.join(', ')})(${state})`;
    const numberOf = this.#input.quantileNumber ?? ((sql: string) => sql);
    return {
      point: `if(${count} = 0, NULL, ${numberOf(`finalizeAggregation(${state})[${place}]`)})`,
      total: `if(sum(${count}) = 0, NULL, ${numberOf(`${merged}[${place}]`)})`,
    };
  }

  #state(expression: string): string {
    const name = this.#states.get(expression) ?? `s${this.#states.size}`;
    this.#states.set(expression, name);
    return name;
  }
}
