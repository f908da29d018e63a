// Headers on their way out, as the clients of NATS use them there: a copy of the application's own, which it may use again,
// with the context added. The clients' own class looks for each field by going through all of them, which costs more than the
// rest of publishing.
import type { CarrierWriter } from '../../propagation/inject-w3c.ts';
import type { Headers } from './message.ts';

export class OutgoingHeaders {
  readonly #fields: [name: string, value: string][] = [];
  #status = '';
  /** What we write ourselves is ASCII. */
  #encoding: 'latin1' | 'utf8' = 'latin1';

  /** @param own - of the application. */
  constructor(own: Headers | OutgoingHeaders | undefined) {
    if (own === undefined || own === null) return;
    this.#encoding = 'utf8';
    const { code = 0, status = '' } = own as Headers;
    if (code > 0) this.#status = ` ${status}`;
    for (const [name, values] of own) {
      for (const value of values) this.#fields.push([name, value]);
    }
  }

  *[Symbol.iterator](): Iterator<[string, string[]]> {
    for (const [name, value] of this.#fields) yield [name, [value]];
  }

  get(name: string): string {
    return this.#fields.find(([one]) => one === name)?.[1] ?? '';
  }

  has(name: string): boolean {
    return this.#fields.some(([one]) => one === name);
  }

  values(name: string): string[] {
    return this.#fields.filter(([one]) => one === name).map(([, value]) => value);
  }

  keys(): string[] {
    return [...new Set(this.#fields.map(([name]) => name))];
  }

  /** Used by the library for what the application has said. */
  set(name: string, value: string): void {
    this.delete(name);
    this.append(name, value);
  }

  append(name: string, value: string): void {
    this.#encoding = 'utf8';
    this.#fields.push([name, value]);
  }

  /** A field of a propagator, in place of what a message that is passed on has brought. */
  inject(name: string, value: string): void {
    if (this.#fields.length > 0) this.#deleteAnyCase(name);
    this.#fields.push([name, value]);
  }

  /** Those of another program may be in capitals. */
  remove(name: string): void {
    if (this.#fields.length > 0) this.#deleteAnyCase(name);
  }

  #deleteAnyCase(name: string): void {
    this.delete(name);
    this.delete(capitalize(name));
  }

  delete(name: string): void {
    for (let index = this.#fields.length - 1; index >= 0; index--) {
      if (this.#fields[index][0] === name) this.#fields.splice(index, 1);
    }
  }

  size(): number {
    return this.keys().length;
  }

  /** What goes over the wire: nothing for no headers. */
  encode(): Uint8Array {
    if (this.#fields.length === 0 && this.#status === '') return new Uint8Array(0);
    let text = `NATS/1.0${this.#status}\r\n`;
    for (const [name, value] of this.#fields) text += `${name}: ${value}\r\n`;
    return Buffer.from(`${text}\r\n`, this.#encoding);
  }
}

/** Writes the propagator's fields. */
export const NATS_WRITER: CarrierWriter<OutgoingHeaders> = {
  set: (headers, name, value) => headers.inject(name, value),
  remove: (headers, name) => headers.remove(name),
};

const capitalized = new Map<string, string>();

/** `X-B3-Traceid` for `x-b3-traceid`: as programs in Go write it. */
export function capitalize(name: string): string {
  const known = capitalized.get(name);
  if (known !== undefined) return known;
  const text = name.replaceAll(/(?:^|-)[a-z]/g, (start) => start.toUpperCase());
  capitalized.set(name, text);
  return text;
}
