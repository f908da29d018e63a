// What a statement does and to what, as in `SELECT orders customers`. Follows the semantic conventions for `db.query.summary`:
// operations and their targets in the order in which they stand in the statement, at most 255 characters.
//
// Nothing is parsed: a word counts as an operation where an operation may stand, and what follows FROM, JOIN, INTO and their
// like is a target. Parentheses keep the FROM of `EXTRACT(YEAR FROM x)` apart from that of a subquery.
import type { TokenKind } from './tokenizer.ts';

const MAX_LENGTH = 255;

/** At the start of a statement and of a subquery. */
const OPERATION =
  /^(?:select|insert|update|delete|replace|merge|create|alter|drop|truncate|pragma|begin|start|commit|end|rollback|savepoint|release|vacuum|analyze|reindex|attach|detach|call|exec|execute|do|set|show|use|copy|lock|grant|revoke|values)$/i;
/** Between the first word and what is done: nothing of it is the operation. */
const PREAMBLE = /^(?:explain|query|plan|with|recursive|as|analyze|verbose)$/i;
const CHANGE = /^(?:insert|update|delete|replace|merge)$/i;
/** The next name is a target. */
const TARGET_FOLLOWS = /^(?:from|join|into|update|truncate|pragma|call|exec|execute|copy)$/i;
/** What may stand between such a word and the name. */
const SKIPPED =
  /^(?:only|lateral|if|not|exists|or|ignore|abort|fail|replace|rollback|low_priority|quick|concurrently)$/i;
/** What kind of thing `CREATE` and its like are about: part of the operation. */
const OBJECT =
  /^(?:table|index|view|trigger|database|schema|sequence|function|procedure|type|extension|role|user|column|virtual|temp|temporary|unique|materialized)$/i;
/** Their targets are no tables. */
const NO_TABLE = /^(?:pragma|call|exec|execute)$/i;
const DEFINITION = /^(?:create|alter|drop|truncate)$/i;
const STATE = { none: 0, awaitsTarget: 1, inTarget: 2, afterTarget: 3 } as const;

/** One level of parentheses. */
interface Level {
  /** The operation whose FROM this level may have. */
  operation: string;
  state: number;
  /** Whether a comma leads to another target. */
  isList: boolean;
}

/** Collects operations and targets, token by token. */
export class StatementSummary {
  readonly #operations: string[] = [];
  readonly #targets: string[] = [];
  readonly #parts: string[] = [];
  readonly #levels: Level[] = [createLevel()];
  #level: Level = this.#levels[0];
  #target = '';
  #isStart = true;
  #last = '';

  add(kind: TokenKind, text: string, following: string): void {
    if (kind === 'gap') return;
    if (kind === 'word') this.#addWord(text, following);
    else if (kind === 'quoted' || kind === 'ambiguous') this.#addName(text.slice(1, -1));
    else this.#addMark(text);
    this.#last = kind === 'word' ? text.toLowerCase() : text;
  }

  /** The operation of a statement that has one. */
  get operation(): string | undefined {
    return this.#operations.length === 1 ? this.#operations[0] : undefined;
  }

  /** The table of a statement that has one. */
  get table(): string | undefined {
    this.#finishTarget();
    const { operation } = this;
    if (this.#targets.length !== 1 || (operation !== undefined && NO_TABLE.test(operation))) return undefined;
    const [first] = this.#parts;
    return DEFINITION.test(first.split(' ')[0]) && !/^truncate$| table$/i.test(first) ? undefined : this.#targets[0];
  }

  toString(): string {
    this.#finishTarget();
    const [first = '', ...rest] = this.#parts;
    let text = first.slice(0, MAX_LENGTH);
    for (const part of rest) {
      if (text.length + 1 + part.length > MAX_LENGTH) break;
      text += ` ${part}`;
    }
    return text;
  }

  #addWord(text: string, following: string): void {
    const level = this.#level;
    if (level.state === STATE.inTarget && this.#last === '.') return this.#addName(text);
    if (this.#isStart && !OPERATION.test(text) && PREAMBLE.test(text)) return;
    if (this.#isOperation(text)) return this.#startOperation(text);
    this.#isStart = false;
    if (level.state === STATE.awaitsTarget) return this.#awaited(text, following);
    this.#finishTarget();
    if (this.#introducesTarget(text)) level.state = STATE.awaitsTarget;
    else if (!/^(?:as|set)$/i.test(text) && level.state !== STATE.afterTarget) level.isList = false;
    if (TARGET_END.test(text)) level.isList = false;
  }

  /** A word where a target is expected. */
  #awaited(text: string, following: string): void {
    const level = this.#level;
    if (DEFINITION.test(level.operation) && OBJECT.test(text)) {
      this.#parts[this.#parts.length - 1] += ` ${text}`;
    } else if (following === '(' && this.#last === 'from') {
      // A function that yields rows.
      level.state = STATE.none;
    } else if (!SKIPPED.test(text) && !TARGET_FOLLOWS.test(text)) this.#addName(text);
  }

  #isOperation(text: string): boolean {
    if (/^select$/i.test(text)) return true;
    if (this.#isStart) return OPERATION.test(text);
    return this.#last === ')' && this.#operationIsMissing() && CHANGE.test(text);
  }

  /** After `WITH x AS (…)` the operation is still to come. */
  #operationIsMissing(): boolean {
    return this.#level.operation === '';
  }

  #startOperation(text: string): void {
    this.#finishTarget();
    const level = this.#level;
    level.operation = text;
    level.isList = false;
    level.state = TARGET_FOLLOWS.test(text) || DEFINITION.test(text) ? STATE.awaitsTarget : STATE.none;
    this.#isStart = false;
    this.#operations.push(text);
    this.#parts.push(text);
  }

  #introducesTarget(text: string): boolean {
    if (this.#level.operation === '' || !/^(?:from|join|into|using|on)$/i.test(text)) return false;
    // IS DISTINCT FROM
    if (/^from$/i.test(text)) return this.#last !== 'distinct';
    // DELETE … USING, MERGE … USING; CREATE INDEX … ON
    if (/^using$/i.test(text)) return /^(?:delete|merge)$/i.test(this.#level.operation);
    return !/^on$/i.test(text) || (/^create$/i.test(this.#level.operation) && this.#isIndex());
  }

  #isIndex(): boolean {
    return / index$/i.test(this.#parts.find((part) => /^create /i.test(part)) ?? '');
  }

  #addName(name: string): void {
    const level = this.#level;
    this.#isStart = false;
    if (level.state === STATE.awaitsTarget) {
      this.#target = name;
      level.state = STATE.inTarget;
      level.isList = true;
    } else if (level.state === STATE.inTarget) {
      if (this.#last === '.') this.#target += `.${name}`;
      else this.#finishTarget();
    }
  }

  #addMark(text: string): void {
    const level = this.#level;
    if (text === '.') return;
    this.#finishTarget();
    if (text === '(') this.#open();
    else if (text === ')') this.#close();
    else if (text === ';') this.#nextStatement();
    else if (text === ',' && level.isList && level.state === STATE.afterTarget) level.state = STATE.awaitsTarget;
    else if (text !== ',') level.isList = false;
  }

  #open(): void {
    const level = this.#level;
    const mayStart = level.operation === '' || level.state === STATE.awaitsTarget || this.#last === 'as';
    if (level.state === STATE.awaitsTarget) level.state = STATE.afterTarget;
    this.#level = createLevel();
    this.#levels.push(this.#level);
    this.#isStart = mayStart;
  }

  #close(): void {
    this.#isStart = false;
    if (this.#levels.length === 1) return;
    this.#levels.pop();
    this.#level = this.#levels[this.#levels.length - 1];
  }

  #nextStatement(): void {
    this.#levels.length = 0;
    this.#level = createLevel();
    this.#levels.push(this.#level);
    this.#isStart = true;
  }

  #finishTarget(): void {
    const level = this.#level;
    if (level.state !== STATE.inTarget) return;
    level.state = STATE.afterTarget;
    this.#targets.push(this.#target);
    this.#parts.push(this.#target);
  }
}

/** After these a comma separates something else. */
const TARGET_END = /^(?:where|group|order|having|limit|set|values|on|using|returning|window|union|intersect|except)$/i;

function createLevel(): Level {
  return { operation: '', state: STATE.none, isList: false };
}
