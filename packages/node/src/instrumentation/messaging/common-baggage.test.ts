import { expect, test } from 'vitest';
import { Baggage } from '../../context/baggage.ts';
import { ROOT, withBaggage } from '../../context/context.ts';
import { commonBaggage } from './common-baggage.ts';

type Values = Readonly<Record<string, string>> | undefined;

const check = (title: string, all: readonly Values[], expected: Values): void =>
  test(title, () => {
    const contexts = all.map((values) => {
      if (values === undefined) return ROOT;
      return withBaggage(ROOT, new Baggage(new Map(Object.entries(values).map(([key, value]) => [key, { value }]))));
    });
    const common = commonBaggage(contexts)?.getAllEntries();
    expect(common && Object.fromEntries(common.map(([key, { value }]) => [key, value]))).toEqual(expected);
  });

check('none at all', [], undefined);
check('of one', [{ a: '1', b: '2' }], { a: '1', b: '2' });
check('the same', [{ a: '1' }, { a: '1' }], { a: '1' });
check(
  'in part',
  [
    { a: '1', b: '2' },
    { b: '2', a: '3', c: '4' },
  ],
  { b: '2' },
);
check('different', [{ a: '1' }, { a: '2' }], undefined);
check('with one that has none', [{ a: '1' }, undefined], undefined);
check('with a first that has none', [undefined, { a: '1' }], undefined);
