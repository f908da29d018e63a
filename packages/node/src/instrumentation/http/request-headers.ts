// What a server span needs from the headers, in one walk over `rawHeaders`. The `headers` object is built by Node only
// when somebody asks for it, and that costs more than everything here.

/** Header texts of one request, reused from request to request: valid until the next `read`. */
export class RequestHeaders {
  host = '';
  userAgent = '';
  forwarded = '';
  forwardedFor = '';
  forwardedHost = '';
  forwardedProto = '';
  traceparent = '';
  tracestate = '';
  baggage = '';
  /** Whether a body follows. */
  hasBody = false;

  /** Whether a proxy speaks for the client. */
  get isForwarded(): boolean {
    return this.forwarded !== '' || this.forwardedFor !== '';
  }

  read(rawHeaders: readonly string[]): void {
    this.#clear();
    for (let index = 0; index < rawHeaders.length; index += 2) {
      const name = rawHeaders[index];
      // Length and first letter tell nearly every header apart that is none of ours, without comparing it.
      const letters = FIRST_LETTERS[name.length];
      if ((letters >>> ((name.charCodeAt(0) | 0x20) - A)) & 1) this.#take(name, rawHeaders[index + 1]);
    }
  }

  #clear(): void {
    this.host = '';
    this.userAgent = '';
    this.forwarded = '';
    this.forwardedFor = '';
    this.forwardedHost = '';
    this.forwardedProto = '';
    this.traceparent = '';
    this.tracestate = '';
    this.baggage = '';
    this.hasBody = false;
  }

  #take(name: string, value: string): void {
    switch (findField(name)) {
      case 'host':
        this.host ||= value;
        break;
      case 'user-agent':
        this.userAgent ||= value;
        break;
      case 'traceparent':
        // Two of them contradict each other: neither is believed.
        this.traceparent = this.traceparent === '' ? value : 'ambiguous';
        break;
      case 'tracestate':
        this.tracestate = join(this.tracestate, value);
        break;
      case 'baggage':
        this.baggage = join(this.baggage, value);
        break;
      case 'forwarded':
        this.forwarded ||= value;
        break;
      case 'x-forwarded-for':
        this.forwardedFor ||= value;
        break;
      case 'x-forwarded-host':
        this.forwardedHost ||= value;
        break;
      case 'x-forwarded-proto':
        this.forwardedProto ||= value;
        break;
      case 'content-length':
        this.hasBody = value !== '0';
        break;
      case 'transfer-encoding':
        this.hasBody = true;
    }
  }
}

interface Field {
  readonly name: string;
  /** As most servers and browsers of HTTP/1.1 spell it. */
  readonly titleCase: string;
}

const FIELDS: readonly Field[] = [
  'host',
  'baggage',
  'forwarded',
  'user-agent',
  'tracestate',
  'traceparent',
  'content-length',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'transfer-encoding',
].map((name) => ({ name, titleCase: name.replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase()) }));

const A = 0x61;
const MAX_NAME_LENGTH = 255;

/** By length of the name, a bit for each first letter of the names that we read. */
const FIRST_LETTERS = new Int32Array(MAX_NAME_LENGTH + 1);
for (const { name } of FIELDS) FIRST_LETTERS[name.length] |= 1 << (name.charCodeAt(0) - A);

/** By length of the name: at most two have the same. A Map would have to hash each name, which is a text of its own. */
const BY_LENGTH: (readonly Field[] | undefined)[] = Array.from({ length: MAX_NAME_LENGTH + 1 });
for (const { name } of FIELDS) BY_LENGTH[name.length] ??= FIELDS.filter((field) => field.name.length === name.length);

function findField(name: string): string | undefined {
  const fields = BY_LENGTH[name.length] as readonly Field[];
  for (let index = 0; index < fields.length; index++) {
    const field = fields[index];
    if (name === field.name || name === field.titleCase || name.toLowerCase() === field.name) return field.name;
  }
  return undefined;
}

function join(first: string, second: string): string {
  return first === '' ? second : `${first},${second}`;
}
