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
    this.#ids = [...traceIds, ...spans.map(({ spanId }) => spanId)].map((id) => findId(this.bytes, id));
    this.#random = Buffer.alloc(this.#ids.reduce((sum, { length }) => sum + length, 0));
    this.#times = spans.flatMap((span) => findTimes(this.bytes, span));
  }

  /** Gives everything a new id and the present time. @returns the id of the first trace. */
  renew(): string {
    const random = randomFillSync(this.#random);
    let from = 0;
    for (const { length, places } of this.#ids) {
      for (const place of places) random.copy(this.bytes, place, from, from + length);
      from += length;
    }
    const passedNs = BigInt(Math.round((Date.now() - this.#createdMs + Math.random()) * 1e6));
    for (const { place, value } of this.#times) this.bytes.writeBigUInt64LE(value + passedNs, place);
    return random.toString('hex', 0, TRACE_ID_BYTES);
  }
}

interface IdPlaces {
  readonly length: number;
  readonly places: readonly number[];
}

interface TimePlace {
  readonly place: number;
  readonly value: bigint;
}

/** All requests. */
export function createTemplates(): RequestTemplate[] {
  return Array.from({ length: TEMPLATES }, (_, seed) => new RequestTemplate(seed));
}

function markedTraceId(variant: number): string {
  return `feedfacecafebeef${variant.toString(16).padStart(16, '0')}`;
}

function findId(bytes: Buffer, id: string): IdPlaces {
  const wanted = Buffer.from(id, 'hex');
  const places: number[] = [];
  for (let at = bytes.indexOf(wanted); at !== -1; at = bytes.indexOf(wanted, at + 1)) places.push(at);
  if (places.length === 0) throw new Error(`cannot prepare a request: got no place of ${id}, need one`);
  return { length: wanted.length, places };
}

/** Tags of the fields `start_time_unix_nano` and `end_time_unix_nano` of a span. */
const START_TAG = 0x39;
const END_TAG = 0x41;

function findTimes(bytes: Buffer, { spanId, startTimeUnixNano, endTimeUnixNano }: DecodedSpan): TimePlace[] {
  const from = bytes.indexOf(Buffer.from(`1208${spanId}`, 'hex'));
  return [
    { place: findTime(bytes, START_TAG, startTimeUnixNano, from), value: startTimeUnixNano },
    { place: findTime(bytes, END_TAG, endTimeUnixNano, from), value: endTimeUnixNano },
  ];
}

function findTime(bytes: Buffer, tag: number, value: bigint, from: number): number {
  const wanted = Buffer.alloc(9, tag);
  wanted.writeBigUInt64LE(value, 1);
  const at = bytes.indexOf(wanted, from);
  if (at === -1) throw new Error(`cannot prepare a request: got no place of the time ${value}, need one`);
  return at + 1;
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
