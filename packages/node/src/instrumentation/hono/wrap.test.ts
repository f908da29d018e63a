import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { Hono } from 'hono';
import { LinearRouter } from 'hono/router/linear-router';
import { PatternRouter } from 'hono/router/pattern-router';
import { RegExpRouter } from 'hono/router/reg-exp-router';
import { SmartRouter } from 'hono/router/smart-router';
import { TrieRouter } from 'hono/router/trie-router';
import { describe, expect, test } from 'vitest';
import { wrapRouters } from './wrap.ts';

const ROUTERS = { LinearRouter, PatternRouter, RegExpRouter, SmartRouter, TrieRouter };
wrapRouters(ROUTERS);
wrapRouters(ROUTERS);

/** What is published while `app` answers a request. */
async function publishedBy(app: Hono, incoming: IncomingMessage): Promise<unknown[]> {
  const published: unknown[] = [];
  const listener = (message: unknown): void => void published.push(message);
  subscribe('throughline:hono.match', listener);
  await app.request('/users/7', {}, { incoming });
  unsubscribe('throughline:hono.match', listener);
  return published;
}

describe('a handler is wrapped once', () => {
  const check = (name: string, app: Hono): void => {
    test(name, async () => {
      app.get('/users/:id', (context) => context.text('user'));
      const request = new IncomingMessage(new Socket());
      expect(await publishedBy(app, request)).toEqual([{ request, route: '/users/:id' }]);
    });
  };
  check('SmartRouter, which passes it on to others', new Hono());
  check('LinearRouter', new Hono({ router: new LinearRouter() }));
  check('PatternRouter', new Hono({ router: new PatternRouter() }));
  check('RegExpRouter', new Hono({ router: new RegExpRouter() }));
  check('TrieRouter', new Hono({ router: new TrieRouter() }));
});

test('a router that an application uses for something else keeps what it is given', () => {
  const router = new TrieRouter<unknown>();
  const values = ['text', ['pair', 1], [() => {}, {}], [() => {}], { path: '/' }];
  for (const [index, value] of values.entries()) router.add('GET', `/${index}`, value);
  expect(values.map((_value, index) => router.match('GET', `/${index}`)[0][0][0])).toEqual(values);
});

test('what is no router is left alone', () => {
  const { add } = Set.prototype;
  wrapRouters({ add: () => {}, Map, Set, text: 'Router', nothing: undefined });
  expect(Set.prototype.add).toBe(add);
});
