import type { Context, TextMapGetter, TextMapPropagator, TextMapSetter } from '@opentelemetry/api';
import {
  type B3Headers,
  type B3Sampling,
  type B3State,
  formatB3Multi,
  formatB3Single,
  formatTraceparent,
  parseB3Multi,
  parseB3Single,
} from '@throughline/wire';
import type { PropagatorName } from '../configuration/configuration.ts';
import { getBaggage, getSpan, isSuppressed, withSpan } from '../context/context.ts';
import { SAMPLED_FLAG, type SpanIdentity } from '../trace/identity.ts';
import { toIdentity } from '../trace/tracer.ts';
import { formatBaggageHeader } from './baggage-header.ts';
import { createRemoteSpan, withParsedBaggage, withParsedParent } from './remote-context.ts';

/** One format: how it is read from and written to a carrier. */
interface Format {
  readonly fields: readonly string[];
  inject(context: Context, set: (name: string, value: string) => void): void;
  extract(context: Context, get: (name: string) => string | undefined): Context;
}

/** W3C Trace Context, baggage and B3, as `OTEL_PROPAGATORS` lists them. */
export class StandardPropagator implements TextMapPropagator {
  readonly #formats: readonly Format[];

  constructor(names: readonly PropagatorName[]) {
    this.#formats = names.map((name) => FORMATS[name]);
  }

  inject<Carrier>(context: Context, carrier: Carrier, setter: TextMapSetter<Carrier> = defaultSetter): void {
    if (isSuppressed(context)) return;
    for (const format of this.#formats) format.inject(context, (name, value) => setter.set(carrier, name, value));
  }

  extract<Carrier>(context: Context, carrier: Carrier, getter: TextMapGetter<Carrier> = defaultGetter): Context {
    const get = (name: string): string | undefined => joinValues(getter.get(carrier, name));
    return this.#formats.reduce((extracted, format) => format.extract(extracted, get), context);
  }

  fields(): string[] {
    return this.#formats.flatMap(({ fields }) => fields);
  }
}

const TRACE_CONTEXT: Format = {
  fields: ['traceparent', 'tracestate'],
  inject(context, set) {
    const identity = toIdentity(getSpan(context));
    if (identity === undefined) return;
    set('traceparent', formatTraceparent(identity, identity.traceFlags));
    if (identity.traceStateText !== '') set('tracestate', identity.traceStateText);
  },
  extract(context, get) {
    const traceparent = get('traceparent');
    return traceparent === undefined ? context : withParsedParent(context, traceparent.trim(), get('tracestate'));
  },
};

const BAGGAGE: Format = {
  fields: ['baggage'],
  inject(context, set) {
    const baggage = getBaggage(context);
    const text = baggage === undefined ? '' : formatBaggageHeader(baggage);
    if (text !== '') set('baggage', text);
  },
  extract(context, get) {
    const text = get('baggage');
    return text === undefined ? context : withParsedBaggage(context, text);
  },
};

const B3_SINGLE: Format = {
  fields: ['b3'],
  inject(context, set) {
    const identity = toIdentity(getSpan(context));
    if (identity !== undefined) set('b3', formatB3Single(identity, samplingOf(identity)));
  },
  extract(context, get) {
    const text = get('b3');
    return text === undefined ? context : withB3(context, parseB3Single(text));
  },
};

const B3_FIELDS = {
  traceId: 'x-b3-traceid',
  spanId: 'x-b3-spanid',
  parentSpanId: 'x-b3-parentspanid',
  sampled: 'x-b3-sampled',
  flags: 'x-b3-flags',
} as const;

const B3_MULTI: Format = {
  fields: Object.values(B3_FIELDS),
  inject(context, set) {
    const identity = toIdentity(getSpan(context));
    if (identity === undefined) return;
    const headers = formatB3Multi(identity, samplingOf(identity)) as Record<string, string | undefined>;
    for (const [field, name] of Object.entries(B3_FIELDS)) {
      const value = headers[field];
      if (value !== undefined) set(name, value);
    }
  },
  extract(context, get) {
    const headers = Object.fromEntries(Object.entries(B3_FIELDS).map(([field, name]) => [field, get(name)]));
    return withB3(context, parseB3Multi(headers as B3Headers));
  },
};

const FORMATS: Readonly<Record<PropagatorName, Format>> = {
  tracecontext: TRACE_CONTEXT,
  baggage: BAGGAGE,
  b3: B3_SINGLE,
  b3multi: B3_MULTI,
};

function samplingOf(identity: SpanIdentity): B3Sampling {
  return (identity.traceFlags & SAMPLED_FLAG) === 0 ? 'deny' : 'accept';
}

function withB3(context: Context, state: B3State | undefined): Context {
  if (state?.parent === undefined) return context;
  const sampled = state.sampling === 'accept' || state.sampling === 'debug';
  return withSpan(context, createRemoteSpan(state.parent, sampled ? SAMPLED_FLAG : 0, ''));
}

function joinValues(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value.join(',') : value;
}

const defaultSetter: TextMapSetter<unknown> = {
  set: (carrier, name, value) => {
    if (carrier !== null && carrier !== undefined) (carrier as Record<string, string>)[name] = value;
  },
};

const defaultGetter: TextMapGetter<unknown> = {
  keys: (carrier) => Object.keys(carrier ?? {}),
  get: (carrier, name) => (carrier as Record<string, string> | undefined)?.[name],
};
