// What logging looks like with tracing on. Run it with
// node --import @throughline/node/register examples/logs/order.ts
// #region order
import { withSpan } from '@throughline/node';
import { pino } from 'pino';
import winston from 'winston';

const orders = pino();
const payments = winston.createLogger({ transports: [new winston.transports.Console()] });

orders.info('ready');

withSpan('pay_order', () => {
  orders.info({ order: 4711 }, 'paying');
  payments.warn('card declined', { attempt: 1 });
  orders.error(new RangeError('limit of the card reached'));
  console.log('order 4711 is not paid');
});
// #endregion order
