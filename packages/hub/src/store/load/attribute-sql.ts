// SQL that turns `repeated KeyValue`, as `otlp-proto.ts` reads it, into the two maps in which attributes are stored:
//
//   attrs       strings, as they are
//   attrs_json  everything else as exact JSON text: 200 is an integer, 200.0 a double, 9007199254740993 all its digits
//
// What JSON has no form for is an object with one `$` member: {"$bytes":"…base64…"}, {"$double":"NaN"}, and for an array or
// map inside an array or map {"$array":"…"} and {"$map":"…"}, whose base64 is the encoded OTLP message. A map's own key that
// begins with `$` is stored with one `$` more. `src/store/attribute-json.ts` reads all of this back.

const MAP = "'Map(LowCardinality(String), String)'";

/** The strings among the attributes: `Map(String, String)`. */
export function stringAttributes(attributes: string): string {
  return `CAST(arrayMap(a -> (a.key, a.value.string_value), arrayFilter(a -> a.value.value = 'string_value', ${attributes})), ${MAP})`;
}

/** All other attributes, as JSON text: `Map(String, String)`. */
export function jsonAttributes(attributes: string): string {
  return `CAST(arrayMap(a -> (a.key, ${anyValueJson('a.value')}), arrayFilter(a -> a.value.value != 'string_value', ${attributes})), ${MAP})`;
}

/** All attributes as JSON text, strings in quotes: what events, links and scopes keep, in one map. */
export function allAttributesJson(attributes: string): string {
  return `CAST(arrayMap(a -> (a.key, ${anyValueJson('a.value')}), ${attributes}), ${MAP})`;
}

/** One AnyValue as JSON text. */
export function anyValueJson(value: string): string {
  const elements = `arrayStringConcat(arrayMap(e -> ${elementJson('e')}, ${value}.array_value.values), ',')`;
  const pairs = `arrayStringConcat(arrayMap(p -> concat(${keyJson('p.key')}, ':', ${elementJson('p.value')}), ${value}.kvlist_value.values), ',')`;
  return `multiIf(${scalarCases(value)}, ${value}.value = 'array_value', concat('[', ${elements}, ']'), ${value}.value = 'kvlist_value', concat('{', ${pairs}, '}'), 'null')`;
}

function elementJson(value: string): string {
  return `multiIf(${scalarCases(value)}, ${value}.value = 'array_value', concat('{"$array":"', base64Encode(${value}.array_value), '"}'), ${value}.value = 'kvlist_value', concat('{"$map":"', base64Encode(${value}.kvlist_value), '"}'), 'null')`;
}

function scalarCases(value: string): string {
  return [
    `${value}.value = 'string_value', toJSONString(${value}.string_value)`,
    `${value}.value = 'int_value', toString(${value}.int_value)`,
    `${value}.value = 'bool_value', if(${value}.bool_value, 'true', 'false')`,
    `${value}.value = 'double_value', ${doubleJson(`${value}.double_value`)}`,
    `${value}.value = 'bytes_value', concat('{"$bytes":"', base64Encode(${value}.bytes_value), '"}')`,
  ].join(', ');
}

function doubleJson(value: string): string {
  return `multiIf(isNaN(${value}), '{"$double":"NaN"}', isInfinite(${value}), if(${value} > 0, '{"$double":"Infinity"}', '{"$double":"-Infinity"}'), match(toString(${value}), '[.e]'), toString(${value}), concat(toString(${value}), '.0'))`;
}

function keyJson(key: string): string {
  return `toJSONString(if(startsWith(${key}, '$'), concat('$', ${key}), ${key}))`;
}
