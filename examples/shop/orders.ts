// The order service: asks the stock service, then writes the order down. A piano is out of stock, which is an error here.
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { addEvent, withSpan } from '@throughline/node';

const stockUrl = process.argv[2];

class OutOfStockError extends Error {
  override readonly name = 'OutOfStockError';
}

const server = createServer(async (request, response) => {
  const article = new URL(request.url ?? '/', 'http://orders').pathname.split('/').at(-1) ?? '';
  try {
    const id = await placeOrder(article);
    response.writeHead(201, { 'content-type': 'application/json' }).end(JSON.stringify({ id, article }));
  } catch (error) {
    response.writeHead(500, { 'content-type': 'text/plain' }).end((error as Error).message);
  }
});

async function placeOrder(article: string): Promise<string> {
  return withSpan('place_order', { attributes: { 'article.name': article } }, async (span) => {
    const answer = await fetch(`${stockUrl}/articles/${article}`);
    const { count } = (await answer.json()) as { count: number };
    addEvent('stock checked', { 'article.count': count });
    if (!(count > 0)) throw new OutOfStockError(`${article}: none left`);
    await withSpan('write_order', () => sleep(8));
    const id = `order-${article}-1`;
    span.setAttribute('order.id', id);
    return id;
  });
}

server.listen(0, '127.0.0.1', () => process.send?.(server.address()));
process.once('disconnect', () => server.close().closeAllConnections());
