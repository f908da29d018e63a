import { fromBinary, toBinary } from '@bufbuild/protobuf';
import type { DescMessage, DescMethod, DescService, Message } from '@bufbuild/protobuf';
import type { MethodDefinition, ServiceDefinition } from '@grpc/grpc-js';

/** What `@grpc/grpc-js` wants to know of a service that `buf` has generated for another library. */
export function toServiceDefinition(service: DescService): ServiceDefinition {
  return Object.fromEntries(service.methods.map((method) => [method.localName, toMethodDefinition(method)]));
}

function toMethodDefinition(method: DescMethod): MethodDefinition<Message, Message> {
  const { parent, name, methodKind, input, output } = method;
  return {
    path: `/${parent.typeName}/${name}`,
    originalName: method.localName,
    requestStream: methodKind === 'client_streaming' || methodKind === 'bidi_streaming',
    responseStream: methodKind === 'server_streaming' || methodKind === 'bidi_streaming',
    requestSerialize: encoderOf(input),
    requestDeserialize: decoderOf(input),
    responseSerialize: encoderOf(output),
    responseDeserialize: decoderOf(output),
  };
}

function encoderOf(schema: DescMessage): (message: Message) => Buffer {
  return (message) => Buffer.from(toBinary(schema, message));
}

function decoderOf(schema: DescMessage): (bytes: Buffer) => Message {
  return (bytes) => fromBinary(schema, bytes);
}
