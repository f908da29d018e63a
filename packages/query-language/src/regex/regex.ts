// A regular expression as a program that runs over a text once, all its states at the same time: the time is bounded by length of
// the text times length of the program, whatever the expression. A query may come from anybody, and JavaScript's own
// expressions can take for ever.
import type { CharacterSet } from './character-set.ts';
import { type Assertion, parseRegex, type RegexNode } from './parse-regex.ts';
import { RegexSyntaxError } from './regex-reader.ts';

type Instruction =
  | { readonly type: 'set'; readonly set: CharacterSet }
  | { readonly type: 'assertion'; readonly assertion: Assertion }
  | { readonly type: 'split'; targets: readonly number[] }
  | { readonly type: 'match' };

/** A larger program is refused when it is compiled. */
const MAX_INSTRUCTIONS = 5000;

/** An RE2 regular expression, found anywhere in a text. `.` matches line breaks, as in ClickHouse's `match`. */
export class Regex {
  readonly #program: Instruction[] = [];

  /** @throws RegexSyntaxError if RE2 would not take it, or it is too large */
  constructor(source: string) {
    this.#compile(parseRegex(source));
    this.#append({ type: 'match' });
  }

  test(text: string): boolean {
    const threads = new Threads(this.#program);
    let before = -1;
    for (let offset = 0; ;) {
      const next = text.codePointAt(offset) ?? -1;
      threads.start({ before, next });
      if (threads.hasMatched) return true;
      if (next === -1) return false;
      offset += next > 0xffff ? 2 : 1;
      threads.step(next, { before: next, next: text.codePointAt(offset) ?? -1 });
      before = next;
    }
  }

  #append(instruction: Instruction): number {
    if (this.#program.length >= MAX_INSTRUCTIONS)
      throw new RegexSyntaxError('one that is too large', `at most ${MAX_INSTRUCTIONS} steps`);
    return this.#program.push(instruction) - 1;
  }

  #compile(node: RegexNode): void {
    if (node.type === 'set' || node.type === 'assertion') this.#append(node);
    else if (node.type === 'sequence') for (const item of node.items) this.#compile(item);
    else if (node.type === 'choice') this.#compileChoice(node.items);
    else this.#compileRepeat(node);
  }

  #compileChoice(items: readonly RegexNode[]): void {
    const fork = this.#appendSplit();
    const starts: number[] = [];
    const exits: Split[] = [];
    for (const item of items) {
      starts.push(this.#program.length);
      this.#compile(item);
      exits.push(this.#appendSplit());
    }
    fork.targets = starts;
    for (const exit of exits) exit.targets = [this.#program.length];
  }

  #compileRepeat({ item, min, max }: Extract<RegexNode, { type: 'repeat' }>): void {
    for (let count = 0; count < min; count++) this.#compile(item);
    if (max === Infinity) return this.#compileLoop(item);
    const exits: Split[] = [];
    for (let count = min; count < max; count++) {
      const exit = this.#appendSplit();
      exit.targets = [this.#program.length];
      exits.push(exit);
      this.#compile(item);
    }
    for (const exit of exits) exit.targets = [...exit.targets, this.#program.length];
  }

  #compileLoop(item: RegexNode): void {
    const start = this.#program.length;
    const fork = this.#appendSplit();
    this.#compile(item);
    this.#appendSplit().targets = [start];
    fork.targets = [start + 1, this.#program.length];
  }

  #appendSplit(): Split {
    const split: Split = { type: 'split', targets: [] };
    this.#append(split);
    return split;
  }
}

type Split = Extract<Instruction, { type: 'split' }>;

/** The characters around a place, -1 at either end of the text. */
interface Place {
  readonly before: number;
  readonly next: number;
}

/** The instructions that wait for the next character. */
class Threads {
  readonly #program: readonly Instruction[];
  readonly #seenAt: Uint32Array;
  #waiting: number[] = [];
  #generation = 1;
  hasMatched = false;

  constructor(program: readonly Instruction[]) {
    this.#program = program;
    this.#seenAt = new Uint32Array(program.length);
  }

  /** A match may begin at this place. */
  start(place: Place): void {
    this.#follow(0, place);
  }

  /** Takes a character; `place` is behind it. */
  step(codePoint: number, place: Place): void {
    const arrived = this.#waiting;
    this.#waiting = [];
    this.#generation++;
    for (const index of arrived) {
      const instruction = this.#program[index];
      if (instruction.type === 'set' && instruction.set(codePoint)) this.#follow(index + 1, place);
    }
  }

  #follow(start: number, place: Place): void {
    const pending = [start];
    for (let index = pending.pop(); index !== undefined; index = pending.pop()) {
      if (this.#seenAt[index] === this.#generation) continue;
      this.#seenAt[index] = this.#generation;
      const instruction = this.#program[index];
      if (instruction.type === 'set') this.#waiting.push(index);
      else if (instruction.type === 'match') this.hasMatched = true;
      else if (instruction.type === 'split') pending.push(...instruction.targets);
      else if (holds(instruction.assertion, place)) pending.push(index + 1);
    }
  }
}

function holds(assertion: Assertion, { before, next }: Place): boolean {
  switch (assertion) {
    case 'textStart':
      return before === -1;
    case 'textEnd':
      return next === -1;
    case 'lineStart':
      return before === -1 || before === 0x0a;
    case 'lineEnd':
      return next === -1 || next === 0x0a;
    case 'wordBoundary':
      return isWordCharacter(before) !== isWordCharacter(next);
    case 'noWordBoundary':
      return isWordCharacter(before) === isWordCharacter(next);
  }
}

function isWordCharacter(codePoint: number): boolean {
  return codePoint !== -1 && /^\w$/.test(String.fromCodePoint(codePoint));
}
