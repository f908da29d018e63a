import type { ValueType } from '../values/reading.ts';
import { unusable } from '../values/reading.ts';

/** Whatever it is: the node is known, its value is read elsewhere or has no effect. */
export const anything: ValueType = { name: 'any', check: (value) => ({ value }) };

/** A text; a number or boolean is one that somebody did not quote. */
export const scalarText: ValueType = {
  name: 'text',
  check: (value) =>
    ['string', 'number', 'boolean'].includes(typeof value) ? { value: String(value) } : unusable(value, 'text'),
};

/** A text in the form that a variable of this type has. */
export function textOf(type: ValueType): ValueType {
  return {
    name: 'text',
    check: (value) => {
      if (typeof value !== 'string') return unusable(value, `text of the form ${type.name}`);
      return value.trim() === '' ? { value: undefined } : type.parse!(value.trim());
    },
  };
}
