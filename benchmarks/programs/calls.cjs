'use strict';
// Calls of libraries, one after the other on each of ten lines, as a server has them: in a span, on a real server, whose
// answer is looked at. Of gRPC and WebSockets both ends are here.
const { once } = require('node:events');
const { createServer } = require('node:http');
const { join } = require('node:path');
const { DatabaseSync } = require('node:sqlite');

const grpc = require('@grpc/grpc-js');
const { trace } = require('@opentelemetry/api');
const BetterSqlite3 = require('better-sqlite3');
const { Redis } = require('ioredis');
const { WebSocket, WebSocketServer } = require('ws');

const { serveBursts } = require('./bursts.cjs');

const LINES = 10;
const ORDERS = 10_000;
const CUSTOMERS = 200;

const tracer = trace.getTracer('benchmark', '1.0.0');

/** As code does that serves a request: some instrumentations trace nothing outside of a span. */
function inSpan(operate) {
  return (count) =>
    tracer.startActiveSpan('burst', async (span) => {
      await operate(count);
      span.end();
    });
}

/** Ten lines of calls, each of which waits for its answer. */
function inLines(call) {
  return inSpan(async (count) => {
    let left = count;
    const line = async () => {
      while (left-- > 0) await call();
    };
    await Promise.all(Array.from({ length: LINES }, line));
  });
}

function inTurn(call) {
  return inSpan((count) => {
    for (let index = 0; index < count; index++) call(index);
  });
}

const path = '/shop.v1.Orders/Get';
const serialize = (value) => Buffer.from(JSON.stringify(value));
const deserialize = (bytes) => JSON.parse(bytes.toString());
const service = {
  get: {
    path,
    requestStream: false,
    responseStream: false,
    requestSerialize: serialize,
    requestDeserialize: deserialize,
    responseSerialize: serialize,
    responseDeserialize: deserialize,
  },
};

async function connectGrpc() {
  const server = new grpc.Server();
  server.addService(service, {
    get: ({ request }, done) => done(null, { id: request.id, item: 'book', amount: 12.5 }),
  });
  const port = await new Promise((resolve, reject) => {
    const credentials = grpc.ServerCredentials.createInsecure();
    server.bindAsync('127.0.0.1:0', credentials, (error, bound) => (error ? reject(error) : resolve(bound)));
  });
  const Client = grpc.makeGenericClientConstructor(service, 'Orders');
  const client = new Client(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
  return () =>
    new Promise((resolve, reject) => {
      client.get({ id: 7 }, (error, answer) => (error ? reject(error) : resolve(answer)));
    });
}

async function connectRedis() {
  const redis = new Redis(Number(process.env.REDIS_PORT), '127.0.0.1');
  await redis.set('customer:0007', 'customer 0007');
  return async () => {
    if ((await redis.get('customer:0007')) === null) throw new Error('cannot find customer:0007');
  };
}

/** A message goes out when the echo of another has come. */
async function connectWebSocket() {
  const http = createServer().listen(0, '127.0.0.1');
  await once(http, 'listening');
  const server = new WebSocketServer({ server: http });
  server.on('connection', (socket) => socket.on('message', (data) => socket.send(data)));
  const client = new WebSocket(`ws://127.0.0.1:${http.address().port}/orders`);
  await once(client, 'open');
  const text = JSON.stringify({ order: 7, customer: 'customer-123', items: [1, 2, 3], note: 'x'.repeat(50) });
  let left = 0;
  let echoes = 0;
  let resolve = () => {};
  client.on('message', () => {
    if (left-- > 0) client.send(text);
    if (--echoes === 0) resolve();
  });
  return (count) =>
    new Promise((done) => {
      resolve = done;
      echoes = count;
      left = count - LINES;
      for (let line = 0; line < LINES; line++) client.send(text);
    });
}

/** A file with some thousand orders, which goes with its folder. Both libraries have the same statements. */
function openDatabase(name, Database) {
  const database = new Database(join(process.env.DATA_FOLDER, `${name}-${process.pid}.db`));
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
  database.exec('CREATE TABLE orders (id INTEGER PRIMARY KEY, customer INTEGER, item TEXT, amount REAL)');
  database.exec(`WITH RECURSIVE number(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM number WHERE n < ${ORDERS - 1})
    INSERT INTO orders (customer, item, amount) SELECT n % ${CUSTOMERS}, 'item ' || n, n / 4.0 FROM number`);
  database.exec('CREATE INDEX orders_customer ON orders (customer)');
  const one = database.prepare('SELECT id, item, amount FROM orders WHERE id = ?');
  const list = database.prepare('SELECT id, item, amount FROM orders WHERE customer = ? ORDER BY id');
  const add = database.prepare('INSERT INTO orders (customer, item, amount) VALUES (?, ?, ?)');
  return {
    one: inTurn((index) => one.get((index % ORDERS) + 1)),
    list: inTurn((index) => list.all(index % CUSTOMERS)),
    insert: inTurn((index) => add.run(CUSTOMERS, 'item', index)),
  };
}

async function start() {
  const sqlite = openDatabase('node', DatabaseSync);
  const betterSqlite3 = openDatabase('better', BetterSqlite3);
  return {
    grpc: inLines(await connectGrpc()),
    get: inLines(await connectRedis()),
    webSocket: inSpan(await connectWebSocket()),
    'sqlite one': sqlite.one,
    'sqlite list': sqlite.list,
    'sqlite insert': sqlite.insert,
    'better-sqlite3 one': betterSqlite3.one,
    'better-sqlite3 list': betterSqlite3.list,
    'better-sqlite3 insert': betterSqlite3.insert,
  };
}

void start().then(serveBursts);
