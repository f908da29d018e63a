// SQL that turns attributes, as `common-proto.ts` reads them, into the two maps in which they are stored:
//
//   attrs       strings, as they are
//   attrs_json  everything else as exact JSON text: 200 is an integer, 200.0 a double, 9007199254740993 all its digits
//
// What JSON has no form for is an object with one `$` member: {"$bytes":"…base64…"}, {"$double":"NaN"}, and for an array or
// map whose content was not read {"$array":"…"} and {"$map":"…"}, whose base64 is the encoded OTLP message. A map's own key
// that begins with `$` is stored with one `$` more. `src/store/attribute-json.ts` reads all of this back.

const MAP = "'Map(LowCardinality(String), String)'";

// `input_format_protobuf_oneof_presence` fills `type` with the name of the member that was on the wire. The numbers are the
// fields' numbers.
const SCALARS = `type Enum8('no'=0,'s'=1,'b'=2,'i'=3,'d'=4,'a'=5,'m'=6,'x'=7), s String, b Bool, i Int64, d Float64, x String`;
const FLAT_VALUE = `Tuple(${SCALARS}, a String, m String)`;

/** The column type of an AnyValue. */
export const ANY_VALUE = `Tuple(${SCALARS}, a Tuple(values Array(${FLAT_VALUE})), m Tuple(values Array(Tuple(key String, value ${FLAT_VALUE}))))`;

/** The column type of `repeated KeyValue`. */
export const ATTRIBUTES = `Array(Tuple(key String, value ${ANY_VALUE}))`;

/** The column type of `repeated FlatKeyValue`, whose arrays and maps are only bytes. */
export const FLAT_ATTRIBUTES = `Array(Tuple(key String, value ${FLAT_VALUE}))`;

/** The strings among the attributes: a map. */
export function stringAttributes(attributes: string): string {
  return `CAST(arrayMap(a -> (a.key, a.value.s), arrayFilter(a -> a.value.type = 's', ${attributes})), ${MAP})`;
}

/** All other attributes, as JSON text: a map. */
export function jsonAttributes(attributes: string): string {
  return `CAST(arrayMap(a -> (a.key, ${otherJson('a.value', 'deep')}), arrayFilter(a -> a.value.type != 's', ${attributes})), ${MAP})`;
}

/** All of FLAT_ATTRIBUTES as JSON text, strings in quotes, in one map: what events, links and scopes keep. */
export function flatAttributesJson(attributes: string): string {
  return `CAST(arrayMap(a -> (a.key, ${valueJson('a.value', 'flat')}), ${attributes}), ${MAP})`;
}

/** One ANY_VALUE as JSON text. */
export function anyValueJson(value: string): string {
  return valueJson(value, 'deep');
}

/** How much of a value was read: arrays and maps, or only their bytes. */
type Depth = 'deep' | 'flat';

function valueJson(value: string, depth: Depth): string {
  return `if(${value}.type = 's', toJSONString(${value}.s), ${otherJson(value, depth)})`;
}

/** JSON text of a value that is not a string. */
function otherJson(value: string, depth: Depth): string {
  const cases = [
    `${value}.type = 'i', toString(${value}.i)`,
    `${value}.type = 'b', toString(${value}.b)`,
    `${value}.type = 'd', ${doubleJson(`${value}.d`)}`,
    `${value}.type = 'x', ${markedJson('$bytes', `${value}.x`)}`,
    ...(depth === 'deep' ? deepCases(value) : flatCases(value)),
  ];
  return `multiIf(${cases.join(', ')}, 'null')`;
}

function flatCases(value: string): string[] {
  return [
    `${value}.type = 'a', ${markedJson('$array', `${value}.a`)}`,
    `${value}.type = 'm', ${markedJson('$map', `${value}.m`)}`,
  ];
}

/** One expression for arrays and maps, which never have both: planning it costs as much as running it on thousands of spans. */
function deepCases(value: string): string[] {
  const pairs = `arrayConcat(arrayMap(e -> ('', e), ${value}.a.values), ${value}.m.values)`;
  const json = `arrayStringConcat(arrayMap(p -> concat(if(${value}.type = 'm', ${keyJson('p.1')}, ''), ${valueJson('p.2', 'flat')}), ${pairs}), ',')`;
  return [
    `${value}.type IN ('a', 'm'), concat(if(${value}.type = 'm', '{', '['), ${json}, if(${value}.type = 'm', '}', ']'))`,
  ];
}

function markedJson(mark: string, bytes: string): string {
  return `concat('{"${mark}":"', base64Encode(${bytes}), '"}')`;
}

const NO_NUMBERS = `['nan', 'inf', '-inf'], ['{"$double":"NaN"}', '{"$double":"Infinity"}', '{"$double":"-Infinity"}']`;

/** With a point or an exponent, so that it is not taken for an integer. */
function doubleJson(value: string): string {
  return `transform(replaceRegexpOne(toString(${value}), '^-?[0-9]+$', '\\\\0.0'), ${NO_NUMBERS})`;
}

/** A key of a map, and the colon. */
function keyJson(key: string): string {
  return `concat(toJSONString(if(startsWith(${key}, '$'), concat('$', ${key}), ${key})), ':')`;
}
