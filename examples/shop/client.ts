// The command line: its span is the root of the trace.
import { withSpan } from '@throughline/node';

const [ordersUrl, ...articles] = process.argv.slice(2);

await withSpan('shop order', { attributes: { 'articles.count': articles.length } }, async () => {
  for (const article of articles) {
    const response = await fetch(`${ordersUrl}/orders/${article}`, { method: 'POST' });
    const text = await response.text();
    if (!response.ok) {
      console.error(`shop: cannot order ${article}: ${text}`);
      process.exitCode = 1;
    }
  }
});
