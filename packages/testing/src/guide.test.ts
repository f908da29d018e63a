// The five examples and the short pieces of docs/guide.md: each makes the trees that the guide shows.
import { bootstrapTelemetry, withSpan } from '@throughline/node';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { CreateTaskCommandHandler, postTask } from '../../../examples/guide/create-task.ts';
import { deleteTask } from '../../../examples/guide/delete-task.ts';
import * as notify from '../../../examples/guide/notify-service.ts';
import { processMultipleTasks } from '../../../examples/guide/process-tasks.ts';
import * as snippets from '../../../examples/guide/snippets.ts';
import {
  createTask,
  PermissionError,
  type Task,
  TaskNotFoundError,
  ValidationError,
} from '../../../examples/guide/task.ts';
import { TaskRepository } from '../../../examples/guide/task-repository.ts';
import { updateTask } from '../../../examples/guide/update-task.ts';
import { readTree } from './fixtures/guide-document.ts';
import { captureSpans, expectTree, tree, unordered } from './index.ts';

// With the instrumentations of HTTP, for the third example.
bootstrapTelemetry({ exporters: ['none'], baggage: { attributes: ['customer_id'] } });

const command = { title: 'Implement feature X', priority: 'high' };
const admin = { id: 'ann', roles: ['admin'] };

async function repositoryWith(...tasks: Task[]): Promise<TaskRepository> {
  const repository = new TaskRepository();
  for (const task of tasks) await repository.add(task);
  return repository;
}

describe('example 1: a command handler', () => {
  const handler = new CreateTaskCommandHandler(new TaskRepository());

  test('creates a task', async () => {
    const spans = await captureSpans(async () => postTask(handler, command));
    expectTree(spans, readTree('create-task'));
    expectTree(
      spans,
      tree(
        'POST /api/tasks',
        { kind: 'server' },
        tree('create_task_entity', {
          status: 'ok',
          'task.title': 'Implement feature X',
          'task.priority': 'high',
          'task.assignee_id': 'unassigned',
          'task.id': /^[\da-f-]{36}$/,
          'task.created_at': /^\d{4}-\d\d-\d\dT.*Z$/,
          events: [
            'creating_task_entity',
            { name: 'task_entity_created', attributes: { 'task.id': /^[\da-f-]{36}$/ } },
          ],
        }),
        tree('motor_task_repository.insert_one', {
          kind: 'client',
          'db.system.name': 'mongodb',
          'db.operation.name': 'insert',
          'db.collection.name': 'tasks',
        }),
      ),
    );
  });

  test('refuses an unknown priority', async () => {
    const spans = await captureSpans(async () => {
      const run = postTask(handler, { ...command, priority: 'urgent' });
      await expect(run).rejects.toThrow(ValidationError);
    });
    expectTree(spans, readTree('create-task-refused'));
    const entity = spans
      .named('create_task_entity')
      .withException('RangeError')
      .withException('ValidationError')
      .single();
    expect(entity.attributes['error.type']).toBe('validation');
  });
});

describe('example 2: nested spans', () => {
  test('updates a task', async () => {
    const task = createTask(command);
    const repository = await repositoryWith(task);
    const spans = await captureSpans(async () =>
      updateTask(repository, task.id, { status: 'in_progress', title: 'Y' }),
    );
    expectTree(spans, readTree('update-task'));
    expect(spans.named('update_task').single().attributes).toMatchObject({
      'updates.count': 2,
      'task.updated_fields': 2,
    });
    expect(spans.named('validate_updates').single().attributes).toEqual({ 'updates.fields': ['status', 'title'] });
    spans.named('apply_updates').withEvent('updated_title', { value: 'Y' }).single();
  });

  test('of a missing task', async () => {
    const spans = await captureSpans(async () => {
      await expect(updateTask(new TaskRepository(), 'missing', {})).rejects.toThrow(TaskNotFoundError);
    });
    expectTree(spans, readTree('update-task-missing'));
  });

  test('refuses what is not allowed', async () => {
    const task = createTask(command);
    const repository = await repositoryWith(task);
    const spans = await captureSpans(async () => {
      await expect(updateTask(repository, task.id, { title: '' })).rejects.toThrow(ValidationError);
    });
    spans
      .named('validate_updates')
      .withStatus('error', 'a task needs a title')
      .withException('ValidationError')
      .single();
    spans.named('apply_updates').none();
  });
});

describe('example 3: two services', () => {
  test('share one trace', async () => {
    const { url, server } = await notify.startNotificationService();
    const spans = await captureSpans(async () => notify.postTask(createTask(command), url));
    server.close();
    expectTree(spans, readTree('notify-service'));
    expect(new Set([...spans].map((span) => span.traceId)).size).toBe(1);
    const span = spans.named('notify_external_service').single();
    expect(span.attributes).toMatchObject({ 'http.response.status_code': 202, 'peer.service': 'notification-service' });
  });

  test('that refuses', async () => {
    const { url, server } = await notify.startNotificationService();
    const spans = await captureSpans(async () => notify.postTask(createTask({ ...command, priority: 'low' }), url));
    server.close();
    spans.named('notify_external_service').withStatus('error', 'Notification failed').single();
  });
});

describe('example 4: errors', () => {
  test('deletes a task', async () => {
    const task = createTask(command);
    const repository = await repositoryWith(task);
    const spans = await captureSpans(async () => deleteTask(repository, task.id, admin));
    expectTree(spans, readTree('delete-task'));
    spans.named('delete_task').withEvent('task_deleted_successfully').withAttributes({ 'user.id': 'ann' }).single();
    spans.named('fetch_task').withAttributes({ 'task.status': 'pending' }).single();
  });

  test('without permission', async () => {
    const spans = await captureSpans(async () => {
      const run = deleteTask(new TaskRepository(), 'any', { id: 'ben', roles: ['viewer'] });
      await expect(run).rejects.toThrow(PermissionError);
    });
    expectTree(spans, readTree('delete-task-forbidden'));
    spans
      .named('delete_task')
      .withAttributes({ 'error.type': 'permission', 'error.user_roles': ['viewer'] })
      .withException({ type: 'PermissionError', message: 'the user is no admin' })
      .single();
  });

  test('of a missing task', async () => {
    const spans = await captureSpans(async () => {
      await expect(deleteTask(new TaskRepository(), 'missing', admin)).rejects.toThrow(TaskNotFoundError);
    });
    expectTree(spans, readTree('delete-task-missing'));
    spans.withAttributes({ 'error.type': 'not_found' }).inOrder('delete_task', 'fetch_task').count(2);
  });

  test('of another kind', async () => {
    class BrokenRepository extends TaskRepository {
      override async delete(): Promise<void> {
        throw new TypeError('disk full');
      }
    }
    const task = createTask(command);
    const repository = new BrokenRepository();
    await repository.add(task);
    const spans = await captureSpans(async () => {
      await expect(deleteTask(repository, task.id, admin)).rejects.toThrow('disk full');
    });
    spans.named('delete_task').withStatus('error', 'disk full').withAttributes({ 'error.type': 'unexpected' }).single();
  });
});

describe('example 5: work at the same time', () => {
  test('shows as spans beside each other', async () => {
    const [first, second] = [createTask(command), createTask(command)];
    const repository = await repositoryWith(first, second);
    const spans = await captureSpans(async () => processMultipleTasks(repository, [first.id, 'missing', second.id]));
    expectTree(spans, readTree('process-tasks'));
    const all = spans.named('process_multiple_tasks').single();
    expect(all.attributes).toEqual({ 'tasks.count': 3, 'tasks.successful': 2, 'tasks.failed': 1 });
    spans
      .named('process_single_task')
      .withAttributes({ 'task.id': 'missing' })
      .withException('TaskNotFoundError')
      .single();
  });

  test('of which nothing fails', async () => {
    const task = createTask(command);
    const repository = await repositoryWith(task);
    const spans = await captureSpans(async () => processMultipleTasks(repository, [task.id]));
    spans.named('process_multiple_tasks').withStatus('ok').single();
  });
});

describe('the short pieces', () => {
  const task = createTask(command);
  const insert = tree('motor_task_repository.insert_one');

  test('tracer, first span', async () => {
    const spans = await captureSpans(async () => snippets.saveTask(new TaskRepository(), task));
    expectTree(spans, tree('save_task', { 'task.priority': 'high', 'task.id': task.id }, insert));
    expect(spans.named('save_task').single().tracer).toBe('cml.tasks');
  });

  test('by hand', async () => {
    const spans = await captureSpans(async () => {
      snippets.createTaskByHand(command);
      expect(() => snippets.createTaskByHand({ ...command, priority: 'urgent' })).toThrow(RangeError);
      await snippets.saveTaskByHand(new TaskRepository(), task);
    });
    expectTree(
      spans,
      tree('create_task_entity', { status: 'ok' }),
      tree('create_task_entity', { status: { code: 'error', message: /^RangeError/ }, exception: 'RangeError' }),
      tree('save_task', insert),
    );
  });

  test('generator', async () => {
    const spans = await captureSpans(() => [...snippets.exportTasks([task, task])]);
    expectTree(spans, tree('export_tasks', { 'export.rows': 2 }));
  });

  test('attributes', async () => {
    const spans = await captureSpans(async () => snippets.updateTask(new TaskRepository(), task, 'ann'));
    const attributes = { 'task.id': task.id, 'task.priority': 'high', 'task.assignee_changed': true };
    expectTree(spans, tree('update_task', { attributes }, tree('motor_task_repository.update_one')));
  });

  test('events', async () => {
    const spans = await captureSpans(() => snippets.processTask(task, {}));
    const completed = { name: 'validation_completed', attributes: { 'validation.rules_checked': 2 } };
    expectTree(spans, tree('process_task', { events: ['validation_started', completed] }));
  });

  test('current span, trace id', async () => {
    const spans = await captureSpans(() =>
      withSpan('request', (span) => {
        expect(snippets.rankTask(task)).toBe(1);
        const { traceId } = span.spanContext();
        expect(snippets.describeFailure(new Error('no'))).toEqual({ message: 'no', traceId });
      }),
    );
    expectTree(
      spans,
      tree('request', { 'task.id': task.id, events: ['ranked_by_priority'], exception: 'TypeError', status: 'unset' }),
    );
  });

  test('hierarchy', async () => {
    const spans = await captureSpans(async () => snippets.postTask(new TaskRepository(), command));
    expectTree(spans, readTree('hierarchy'));
  });

  test('bind', async () => {
    const spans = await captureSpans(async () => {
      const results: string[] = [];
      snippets.requestRender(task, (result) => results.push(result));
      await setImmediate();
      snippets.renderBatch();
      expect(results).toEqual(['rendered']);
    });
    expectTree(spans, tree('request_render', tree('render_done', { 'task.id': task.id })));
  });

  test('baggage', async () => {
    const said: string[] = [];
    const spans = await captureSpans(async () =>
      snippets.openSession('customer-123', async () =>
        withSpan('dial', () => void said.push(snippets.describeCaller())),
      ),
    );
    const attributes = { 'baggage.customer_id': 'customer-123' };
    expectTree(spans, tree('open_session', attributes, tree('dial', attributes)));
    expect([...said, snippets.describeCaller()]).toEqual(['customer customer-123', 'customer unknown']);
  });

  test('queue', async () => {
    const job = { taskId: task.id, traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '7d2ea792e2df6a01' };
    const spans = await captureSpans(async () => snippets.workOff(job, async () => undefined));
    expect(spans.named('work_off').single()).toMatchObject({ traceId: job.traceId, parentSpanId: job.spanId });
  });

  test('batch, preview', async () => {
    const spans = await captureSpans(() => {
      snippets.archiveTasks([{ ...task }, { ...task }]);
      snippets.describeTask({ ...task, title: 'x'.repeat(101) });
    });
    expectTree(
      spans,
      tree('archive_tasks', { 'tasks.count': 2 }),
      tree('describe_task', { 'task.title_preview': 'x'.repeat(100) }),
    );
  });

  test('an attribute that comes too late is lost', async () => {
    const spans = await captureSpans(async () => snippets.loseAttribute(new TaskRepository(), task));
    expectTree(spans, tree('save_task', { 'task.saved_id': undefined }, insert));
  });
});

// #region testing
test('a task is created once, whatever comes first', async () => {
  const handler = new CreateTaskCommandHandler(new TaskRepository());

  const spans = await captureSpans(async () => {
    await Promise.all([postTask(handler, command), postTask(handler, { ...command, priority: 'low' })]);
  });

  const create = (priority: string) =>
    tree(
      'POST /api/tasks',
      tree('create_task_entity', { status: 'ok', 'task.priority': priority }),
      tree('motor_task_repository.insert_one', { kind: 'client' }),
    );
  expectTree(spans, unordered(create('low'), create('high')));
  spans.named('create_task_entity').withStatus('error').none();
});
// #endregion testing
