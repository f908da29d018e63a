// Requests as applications send them: a fixed set, encoded once. A trace has ten spans of three services: an HTTP request, the
// calls it makes, a query, a message. Before each sending the ids are made new, in the bytes.
import { randomFillSync } from 'node:crypto';
import { type DecodedAttribute, type DecodedSpan, encodeTraceRequest } from '@throughline/wire/decode';

export const SPANS_PER_TRACE = 10;

const TRACES_PER_REQUEST = 51;

/** As many spans as the default of an exporter has in a batch, about. */
export const SPANS_PER_REQUEST = SPANS_PER_TRACE * TRACES_PER_REQUEST;

/** Different requests. */
const TEMPLATES = 64;

const TRACE_ID_BYTES = 16;

/** An encoded request that can be made new: other ids, and times as of now. */
export class RequestTemplate {
  readonly bytes: Buffer;
  /** Where each id stands, of traces and of spans. */
  readonly #ids: readonly IdPlaces[];
  readonly #times: readonly TimePlace[];
  readonly #createdMs = Date.now();
  /** For all ids at once. */
  readonly #random: Buffer;

  constructor(seed: number) {
    const traces = Array.from({ length: TRACES_PER_REQUEST }, (_, index) => {
      const variant = seed * TRACES_PER_REQUEST + index;
      return createTrace({ traceId: markedTraceId(variant), variant, nowMs: this.#createdMs });
    });
    this.bytes = Buffer.from(encodeRequest(traces));
    const spans = traces.flat(2);
    const traceIds = [...new Set(spans.map(({ traceId }) => traceId))];
    const places = findIds(this.bytes, new Set([...traceIds, ...spans.map(({ spanId }) => spanId)]));
    this.#ids = [...places].map(([id, idPlaces]) => ({ length: id.length / 2, places: idPlaces }));
    this.#random = Buffer.alloc(this.#ids.reduce((sum, { length }) => sum + length, 0));
    this.#times = spans.flatMap((span) => findTimes(this.bytes, span, places.get(span.spanId)!));
  }

  /** Gives everything a new id and the present time. @returns the id of the first trace. */
  renew(): string {
    const random = randomFillSync(this.#random);
    let from = 0;
    for (const { length, places } of this.#ids) {
      for (const place of places) random.copy(this.bytes, place, from, from + length);
      from += length;
    }
    // In two words: a bigint for each of a thousand times would cost more than sending them.
    const passedNs = BigInt(Math.round((Date.now() - this.#createdMs + Math.random()) * 1e6));
    const passedLow = Number(passedNs & 0xffff_ffffn);
    const passedHigh = Number(passedNs >> 32n);
    for (const { place, low, high } of this.#times) {
      const sum = low + passedLow;
      this.bytes.writeUInt32LE(sum >>> 0, place);
      this.bytes.writeUInt32LE(high + passedHigh + (sum > 0xffff_ffff ? 1 : 0), place + 4);
    }
    return random.toString('hex', 0, TRACE_ID_BYTES);
  }
}

interface IdPlaces {
  readonly length: number;
  readonly places: readonly number[];
}

interface TimePlace {
  readonly place: number;
  /** The time of the template, in two words. */
  readonly low: number;
  readonly high: number;
}

/** All requests. */
export function createTemplates(): RequestTemplate[] {
  return Array.from({ length: TEMPLATES }, (_, seed) => new RequestTemplate(seed));
}

function markedTraceId(variant: number): string {
  return `feedfacecafebeef${variant.toString(16).padStart(16, '0')}`;
}

/** Where an id begins, by the tag and the length before it: of `trace_id`, `span_id`, `parent_span_id`. */
const ID_LENGTHS: Readonly<Record<number, number>> = { 0x0a: 16, 0x12: 8, 0x22: 8 };

/** Where each id stands. */
function findIds(bytes: Buffer, ids: ReadonlySet<string>): Map<string, number[]> {
  const places = new Map([...ids].map((id) => [id, [] as number[]]));
  for (let at = 2; at < bytes.length; at++) {
    const length = ID_LENGTHS[bytes[at - 2]!];
    if (length === undefined || bytes[at - 1] !== length) continue;
    places.get(bytes.toString('hex', at, at + length))?.push(at);
  }
  for (const [id, found] of places)
    if (found.length === 0) throw new Error(`cannot prepare a request: got no place of ${id}, need one`);
  return places;
}

/** Tags of the fields `start_time_unix_nano` and `end_time_unix_nano` of a span. */
const START_TAG = 0x39;
const END_TAG = 0x41;

/** @param places - of the span's id, the first of which is in the span itself or in a child before it. */
function findTimes(bytes: Buffer, span: DecodedSpan, places: readonly number[]): TimePlace[] {
  const from = places.find((place) => bytes[place - 2] === 0x12)!;
  return [
    findTime(bytes, START_TAG, span.startTimeUnixNano, from),
    findTime(bytes, END_TAG, span.endTimeUnixNano, from),
  ];
}

function findTime(bytes: Buffer, tag: number, value: bigint, from: number): TimePlace {
  const wanted = Buffer.alloc(9, tag);
  wanted.writeBigUInt64LE(value, 1);
  const at = bytes.indexOf(wanted, from);
  if (at === -1) throw new Error(`cannot prepare a request: got no place of the time ${value}, need one`);
  return { place: at + 1, low: Number(value & 0xffff_ffffn), high: Number(value >> 32n) };
}

function encodeRequest(traces: readonly (readonly DecodedSpan[][])[]): Uint8Array {
  const services = ['shop-api', 'shop-orders', 'shop-worker'];
  return encodeTraceRequest({
    resourceSpans: services.map((service, index) => ({
      resource: { attributes: resourceOf(service), droppedAttributesCount: 0 },
      schemaUrl: '',
      scopeSpans: [
        {
          scope: { name: '@throughline/node', version: '0.1.0', attributes: [], droppedAttributesCount: 0 },
          schemaUrl: 'https://opentelemetry.io/schemas/1.45.0',
          spans: traces.flatMap((trace) => trace[index] ?? []),
        },
      ],
    })),
  });
}

function resourceOf(service: string): DecodedAttribute[] {
  return attributesOf({
    'service.name': service,
    'service.version': '2.4.1',
    'service.instance.id': '6f1c1f0a-2a53-4c58-9a3c-0d2f5f7a9f11',
    'host.name': 'node-7',
    'os.type': 'linux',
    'process.pid': 4711,
    'process.runtime.name': 'nodejs',
    'process.runtime.version': '24.21.0',
    'telemetry.sdk.language': 'nodejs',
    'telemetry.sdk.name': 'throughline',
    'telemetry.sdk.version': '0.1.0',
  });
}

interface TraceParts {
  readonly traceId: string;
  readonly variant: number;
  readonly nowMs: number;
}

/** The spans of a trace, by service. */
function createTrace({ traceId, variant, nowMs }: TraceParts): readonly DecodedSpan[][] {
  const startNs = BigInt(nowMs - 1000 + (variant % 900)) * 1_000_000n;
  const failed = variant % 50 === 0;
  const customer = `customer-${variant % 997}`;
  let count = 0;
  const span = (name: string, kind: number, parent: string, values: Record<string, string | number>): DecodedSpan => {
    const offsetNs = BigInt(count * 1_300_000 + (variant % 7) * 100_000);
    const spanId = `${(0x1000 + count++).toString(16)}${variant.toString(16).padStart(12, '0')}`;
    const durationNs = BigInt(20_000_000 - count * 1_500_000 + (variant % 211) * 40_000);
    return {
      ...EMPTY_SPAN,
      traceId,
      spanId,
      parentSpanId: parent,
      name,
      kind,
      startTimeUnixNano: startNs + offsetNs,
      endTimeUnixNano: startNs + offsetNs + durationNs,
      attributes: attributesOf(values),
      status: failed && kind === 2 ? { code: 2, message: 'cannot reserve the item' } : undefined,
    };
  };
  const server = (route: string, status: number): Record<string, string | number> => ({
    'http.request.method': 'POST',
    'http.route': route,
    'url.path': route.replace(':id', String(variant % 10_007)),
    'url.scheme': 'http',
    'server.address': 'shop.example',
    'server.port': 8080,
    'client.address': `10.0.${variant % 250}.${variant % 199}`,
    'user_agent.original': 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36',
    'network.protocol.version': '1.1',
    'http.response.status_code': status,
    'baggage.customer_id': customer,
  });
  const query = (text: string): Record<string, string | number> => ({
    'db.system.name': 'postgresql',
    'db.namespace': 'shop',
    'db.query.text': text,
    'db.operation.name': text.slice(0, 6),
    'server.address': 'pg-1',
    'server.port': 5432,
  });
  const call = {
    'http.request.method': 'POST',
    'url.full': 'http://orders.example/reserve',
    'http.response.status_code': 200,
  };
  const queue = {
    'messaging.system': 'nats',
    'messaging.destination.name': 'orders.placed',
    'messaging.operation.type': 'send',
  };
  const root = span('POST /orders/:id', 2, '', server('/orders/:id', failed ? 500 : 201));
  const validate = span('validate', 1, root.spanId, {
    'order.items': variant % 12,
    'order.total': 19.9 + (variant % 100),
  });
  const select = span(
    'SELECT customers',
    3,
    validate.spanId,
    query('SELECT id, name, credit FROM customers WHERE id = $1'),
  );
  const outgoing = span('POST', 3, root.spanId, call);
  const reserve = span('POST /reserve', 2, outgoing.spanId, server('/reserve', 200));
  const update = span(
    'UPDATE stock',
    3,
    reserve.spanId,
    query('UPDATE stock SET reserved = reserved + $1 WHERE item = $2'),
  );
  const insert = span(
    'INSERT orders',
    3,
    reserve.spanId,
    query('INSERT INTO orders (customer, item, count) VALUES ($1, $2, $3)'),
  );
  const send = span('send orders.placed', 4, reserve.spanId, queue);
  const process = span('process orders.placed', 5, send.spanId, { ...queue, 'messaging.operation.type': 'process' });
  const mail = span('send mail', 1, process.spanId, {
    'mail.template': 'order-placed',
    'baggage.customer_id': customer,
  });
  return [
    [root, validate, select, outgoing],
    [reserve, update, insert, send],
    [process, mail],
  ];
}

const EMPTY_SPAN = {
  traceState: '',
  droppedAttributesCount: 0,
  events: [],
  droppedEventsCount: 0,
  links: [],
  droppedLinksCount: 0,
  flags: 0x101,
};

function attributesOf(values: Readonly<Record<string, string | number>>): DecodedAttribute[] {
  return Object.entries(values).map(([key, value]) => ({
    key,
    value: Number.isInteger(value) ? BigInt(value) : value,
  }));
}
