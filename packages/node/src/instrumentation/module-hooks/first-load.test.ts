import { afterEach, describe, expect, test } from 'vitest';
import { announceLoad, awaitPackages, isAwaiting } from './first-load.ts';

const seen: string[] = [];
const stops: (() => void)[] = [];

function awaitAll(...names: string[]): void {
  for (const name of names) stops.push(awaitPackages([name], () => seen.push(name)));
}

afterEach(() => {
  for (const stop of stops.splice(0)) stop();
  seen.length = 0;
});

describe('announceLoad', () => {
  const check = (loaded: string, ...expected: string[]): void => {
    test(`${loaded} is ${expected.length === 0 ? 'none' : expected.join()}`, () => {
      awaitAll('koa', '@koa/router', 'ws', 'router');
      announceLoad(loaded);
      expect(seen).toEqual(expected);
    });
  };
  check('koa', 'koa');
  check('koa/lib/application.js', 'koa');
  check('@koa/router', '@koa/router');
  check('@koa/router/lib/layer.js', '@koa/router');
  check('koa-2', 'koa');
  check('/srv/node_modules/ws-8.1/index.js', 'ws');
  check('koa-compose');
  check('@other/router');
  check('@other/koa');
  check('./koa');
  check('../koa/lib');
  check('node:http');
  check('/srv/app/node_modules/koa/lib/application.js', 'koa');
  check('file:///srv/app/node_modules/@koa/router/lib/index.mjs', '@koa/router');
  check('file:///srv/node_modules/app/node_modules/ws/wrapper.mjs', 'ws');
  check('file:///srv/node_modules/.pnpm/ws@8.1.0/node_modules/ws/index.js', 'ws');
  check('file:///srv/node_modules/ws/node_modules/other/index.js');
  check('file:///srv/app/koa/index.js');
  check('/srv/ws/index.js');
  check('C:\\app\\node_modules\\ws\\index.js', 'ws');
  check('C:\\app\\node_modules\\@koa\\router\\index.js', '@koa/router');
  check('C:\\ws\\index.js');
  check('data:text/javascript,ws');
  check('');
});

test('who has stopped waiting is not called', () => {
  awaitAll('koa');
  expect(isAwaiting()).toBe(true);
  stops.splice(0).forEach((stop) => stop());
  announceLoad('koa');
  expect(seen).toEqual([]);
  expect(isAwaiting()).toBe(false);
});

test('who waits for several packages is called for each', () => {
  stops.push(awaitPackages(['nats', '@nats-io/nats-core'], () => seen.push('nats')));
  announceLoad('@nats-io/nats-core');
  announceLoad('nats');
  expect(seen).toEqual(['nats', 'nats']);
});
