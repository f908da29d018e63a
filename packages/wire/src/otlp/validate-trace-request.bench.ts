import { bench, do_not_optimize, run } from 'mitata';
import { SPAN } from '../fixtures/records.ts';
import { Chunk } from '../protobuf/chunk.ts';
import { appendSpan } from './append-span.ts';
import { decodeTraceRequest, encodeTracesJson } from './trace-codec.ts';
import { encodeResource, encodeScope, joinTraceRequest } from './trace-request.ts';
import { validateTraceRequest } from './validate-trace-request.ts';

// One export of the runtime: 512 spans of a dozen attributes.
const flatAttributes = Array.from({ length: 12 }, (_, index) => [`attribute.${index}`, `value of it ${index}`]).flat();
const chunk = new Chunk();
for (let count = 0; count < 512; count++) appendSpan(chunk, { ...SPAN, flatAttributes });
const scopes = [{ header: encodeScope({ name: 'bench' }), spans: chunk.written() }];
const request = joinTraceRequest(encodeResource(['service.name', 'bench']), scopes);

bench(`validateTraceRequest of 512 spans, ${request.length} bytes`, () =>
  do_not_optimize(validateTraceRequest(request)));
bench('decodeTraceRequest of the same', () => do_not_optimize(decodeTraceRequest(request)));
bench('encodeTracesJson of the same', () => do_not_optimize(encodeTracesJson(request)));

await run();
