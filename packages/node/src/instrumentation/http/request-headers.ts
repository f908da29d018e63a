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

  read(rawHeaders: readonly string[]): void {
    this.#clear();
    for (let index = 0; index < rawHeaders.length; index += 2) {
      const name = rawHeaders[index];
      // Length and first letter tell nearly every header apart that is none of ours, without comparing it.
      const initials = INITIALS[name.length];
      if (initials !== undefined && initials.includes(name[0])) this.#take(name, rawHeaders[index + 1]);
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
    switch (FIELDS.get(name) ?? FIELDS.get(name.toLowerCase())) {
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

const NAMES = [
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
];

/** The spellings that clients use, so that nearly no name has to be lowered. */
const FIELDS: ReadonlyMap<string, string> = new Map(
  NAMES.flatMap((name) => [
    [name, name],
    [toTitleCase(name), name],
  ]),
);

/** By length of the name: the first letters, in both cases, of those that we read. */
const INITIALS: readonly (string | undefined)[] = Array.from({ length: 18 }, (_, length) => {
  const letters = NAMES.filter((name) => name.length === length).map((name) => name[0] + name[0].toUpperCase());
  return letters.length === 0 ? undefined : letters.join('');
});

function toTitleCase(name: string): string {
  return name.replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase());
}

function join(first: string, second: string): string {
  return first === '' ? second : `${first},${second}`;
}
