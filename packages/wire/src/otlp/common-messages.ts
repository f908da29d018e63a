// opentelemetry/proto/common/v1/common.proto and resource/v1/resource.proto
import { message, repeated, scalar } from '../protobuf/message-type.ts';
import type { DecodedValue } from '../protobuf/message-type.ts';

/** One attribute. */
export interface DecodedAttribute {
  readonly key: string;
  readonly value: DecodedValue;
}

export interface DecodedResource {
  readonly attributes: readonly DecodedAttribute[];
  readonly droppedAttributesCount: number;
}

export interface DecodedScope {
  readonly name: string;
  readonly version: string;
  readonly attributes: readonly DecodedAttribute[];
  readonly droppedAttributesCount: number;
}

export const KEY_VALUE = message<DecodedAttribute>({
  key: scalar(1, 'string'),
  value: scalar(2, 'value'),
});

export const RESOURCE = message<DecodedResource>({
  attributes: repeated(1, KEY_VALUE),
  droppedAttributesCount: scalar(2, 'uint32'),
});

export const SCOPE = message<DecodedScope>({
  name: scalar(1, 'string'),
  version: scalar(2, 'string'),
  attributes: repeated(3, KEY_VALUE),
  droppedAttributesCount: scalar(4, 'uint32'),
});
