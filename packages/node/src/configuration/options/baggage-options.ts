import { defineOptions } from '../option.ts';
import { boolean, list, text } from '../values/value-types.ts';

export const baggageOptions = defineOptions([
  {
    key: 'baggage.attributes',
    type: list,
    variables: ['OTEL_NODE_BAGGAGE_ATTRIBUTES'],
    default: [],
    defaultText: 'none',
    description:
      'Keys of baggage, as in `customer_id,session_id`, that become attributes `baggage.<key>` of every span.',
  },
  {
    key: 'baggage.hashedAttributes',
    type: list,
    variables: ['OTEL_NODE_BAGGAGE_HASHED_ATTRIBUTES'],
    default: [],
    defaultText: 'none',
    description: 'The same for personal values: the attribute holds their HMAC-SHA-256, in hex.',
  },
  {
    key: 'baggage.hashKey',
    type: text,
    variables: ['OTEL_NODE_BAGGAGE_HASH_KEY'],
    defaultText: 'random in each process',
    description: 'The key of that hash, a secret that all services share: only then are their hashes the same.',
  },
  {
    key: 'baggage.hosts',
    type: list,
    variables: ['OTEL_NODE_BAGGAGE_HOSTS'],
    default: ['private'],
    description:
      'Hosts that baggage is sent to, as in `private,*.example.com`: `private` for those of the own network, `*` for all, `none` for none.',
  },
  {
    key: 'baggage.accept',
    type: boolean,
    variables: ['OTEL_NODE_BAGGAGE_ACCEPT'],
    default: true,
    description: 'Whether servers take over the baggage of requests; `false` where anybody may call.',
  },
]);
