// The stock service: knows how many of each article there are. Slow for one article, so that there is something to find.
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { setAttributes, withSpan } from '@throughline/node';

const STOCK: Readonly<Record<string, number>> = { lamp: 12, chair: 3, piano: 0 };

const server = createServer(async (request, response) => {
  const article = new URL(request.url ?? '/', 'http://stock').pathname.split('/').at(-1) ?? '';
  const count = await withSpan('count_articles', async () => {
    setAttributes({ 'article.name': article });
    await sleep(article === 'chair' ? 120 : 15);
    return STOCK[article];
  });
  response.writeHead(count === undefined ? 404 : 200, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ article, count }));
});

server.listen(0, '127.0.0.1', () => process.send?.(server.address()));
process.once('disconnect', () => server.close().closeAllConnections());
