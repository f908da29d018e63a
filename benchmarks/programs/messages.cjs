'use strict';
// Adds and processes jobs of BullMQ, and publishes and consumes messages of NATS, in one process, through a real server.
const { context, propagation, SpanKind, trace } = require('@opentelemetry/api');
const { connect, headers } = require('@nats-io/transport-node');
const { Queue, Worker } = require('bullmq');

const { serveBursts } = require('./bursts.cjs');

/** The program itself traces, as one has to with the stock SDK. */
const isManual = process.env.MESSAGING_BY_HAND === 'true';
const tracer = trace.getTracer('benchmark', '1.0.0');
const payload = Buffer.from(JSON.stringify({ order: 7, customer: 'customer-123', items: [1, 2, 3] }));

/** Counts what has been processed, and tells when it is as much as was sent. */
class Counter {
  #left = 0;
  #resolve = () => {};

  expect(count) {
    this.#left = count;
    return new Promise((resolve) => {
      this.#resolve = resolve;
    });
  }

  count = () => {
    if (--this.#left === 0) this.#resolve();
  };
}

async function start() {
  const connection = { host: '127.0.0.1', port: Number(process.env.REDIS_PORT) };
  const telemetry = isManual ? new (require('bullmq-otel').BullMQOtel)('benchmark', '1.0.0') : undefined;
  const name = `jobs-${process.pid}`;
  const queue = new Queue(name, { connection, telemetry, defaultJobOptions: { removeOnComplete: true } });
  const jobs = new Counter();
  const worker = new Worker(name, async (job) => job.data.order, { connection, telemetry, concurrency: 10 });
  worker.on('completed', jobs.count);
  await Promise.all([queue.waitUntilReady(), worker.waitUntilReady()]);

  const nc = await connect({ servers: process.env.NATS_URL });
  const messages = new Counter();
  const subject = `orders.${process.pid}`;
  nc.subscribe(subject, { callback: (error, message) => consume(message, messages.count) });
  void (async () => {
    for await (const message of nc.subscribe(`${subject}.loop`)) consume(message, messages.count);
  })();
  await nc.flush();

  const sendAll = async (to, count) => {
    const done = messages.expect(count);
    for (let index = 0; index < count; index++) publish(nc, to);
    await done;
  };
  return {
    job: async (count) => {
      const done = jobs.expect(count);
      await Promise.all(
        Array.from({ length: count }, () => queue.add('order', { order: 7, customer: 'customer-123' })),
      );
      await done;
    },
    callback: (count) => sendAll(subject, count),
    loop: (count) => sendAll(`${subject}.loop`, count),
  };
}

function publish(nc, subject) {
  if (!isManual) return nc.publish(subject, payload);
  const attributes = { 'messaging.system.name': 'nats', 'messaging.destination.name': subject };
  tracer.startActiveSpan(`publish ${subject}`, { kind: SpanKind.PRODUCER, attributes }, (span) => {
    const carrier = headers();
    propagation.inject(context.active(), carrier, { set: (fields, name, value) => fields.set(name, value) });
    nc.publish(subject, payload, { headers: carrier });
    span.end();
  });
}

const GETTER = { get: (fields, name) => fields?.get(name) || undefined, keys: (fields) => fields?.keys() ?? [] };

function consume(message, handle) {
  if (!isManual) return handle();
  const { headers: fields, subject } = message;
  const attributes = { 'messaging.system.name': 'nats', 'messaging.destination.name': subject };
  const sender = propagation.extract(context.active(), fields, GETTER);
  tracer.startActiveSpan(`process ${subject}`, { kind: SpanKind.CONSUMER, attributes }, sender, (span) => {
    handle();
    span.end();
  });
}

void start().then(serveBursts);
