// Example 3: one trace across two services. Run it with
// OTEL_TRACES_EXPORTER=console node --import @throughline/node/register examples/guide/notify-service.ts
import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { currentSpan, withSpan } from '@throughline/node';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createTask, type Task } from './task.ts';

// #region notify
export async function notifyExternalService(task: Task, url: string): Promise<void> {
  const options = { ok: true, 'task.id': task.id, 'peer.service': 'notification-service' };
  await withSpan('notify_external_service', options, async (span) => {
    // The trace context goes along in the headers.
    const response = await fetch(`${url}/api/notify`, {
      method: 'POST',
      body: JSON.stringify({ task_id: task.id, priority: task.priority }),
    });
    span.setAttribute('http.response.status_code', response.status);
    if (!response.ok) span.setStatus({ code: SpanStatusCode.ERROR, message: 'Notification failed' });
  });
}
// #endregion notify

/** The service that is notified. It refuses tasks of low priority. */
export async function startNotificationService(): Promise<{ url: string; server: Server }> {
  const server = createServer(async (request, response) => {
    // A framework with routes names the span; here nobody else knows the route.
    currentSpan()?.updateName(`${request.method} ${request.url}`);
    let body = '';
    for await (const chunk of request) body += String(chunk);
    const { priority } = JSON.parse(body) as Pick<Task, 'priority'>;
    response.writeHead(priority === 'low' ? 422 : 202).end();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}

/** The request of the service that notifies, by hand as in example 1. */
export async function postTask(task: Task, url: string): Promise<void> {
  await withSpan('POST /api/tasks', { kind: SpanKind.SERVER }, async () => notifyExternalService(task, url));
}

if (import.meta.main) {
  const { url, server } = await startNotificationService();
  await postTask(createTask({ title: 'Implement feature X', priority: 'high' }), url);
  await postTask(createTask({ title: 'Implement feature Y', priority: 'low' }), url);
  server.close();
}
