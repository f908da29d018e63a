'use strict';
// One request: a look-up in Redis, a row from PostgreSQL, a JSON answer. Answers have one length whatever the id.
const fastify = require('fastify');
const Redis = require('ioredis').default;
const { Pool } = require('pg');

const { announce } = require('./control.cjs');

const redis = new Redis(Number(process.env.REDIS_PORT), '127.0.0.1');
const pool = new Pool({ max: 8 }); // the rest is in PG* variables
const app = fastify();

app.get('/orders/:id', async ({ params: { id } }) => {
  const customer = await redis.get(`customer:${id}`);
  const { rows } = await pool.query({
    name: 'order-by-id',
    text: 'SELECT id, item, amount FROM orders WHERE id = $1',
    values: [id],
  });
  return { customer, order: rows[0] };
});

app.ready().then(() => announce(app.server));
