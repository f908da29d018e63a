// The short pieces of docs/guide.md. Each is run by a test, which asserts the spans it makes.
import { EventEmitter } from 'node:events';
// #region tracer
import { trace } from '@opentelemetry/api';

const tracer = trace.getTracer('cml.tasks', '1.4.0');
// #endregion tracer
import { SpanStatusCode } from '@opentelemetry/api';
import {
  addEvent,
  bind,
  currentTraceId,
  defineBaggage,
  recordException,
  setAttributes,
  withSpan,
} from '@throughline/node';
import { createTask, type CreateTaskCommand, type Task, validateUpdates } from './task.ts';
import type { TaskRepository } from './task-repository.ts';

// #region first-span
export async function saveTask(repository: TaskRepository, task: Task): Promise<Task> {
  return withSpan('save_task', { tracer, 'task.priority': task.priority }, async (span) => {
    const saved = await repository.add(task);
    span.setAttribute('task.id', saved.id);
    return saved;
  });
}
// #endregion first-span

// #region by-hand
export function createTaskByHand(command: CreateTaskCommand): Task {
  const span = tracer.startSpan('create_task_entity');
  try {
    const task = createTask(command);
    span.setStatus({ code: SpanStatusCode.OK });
    return task;
  } catch (error) {
    span.recordException(error as Error);
    span.setStatus({ code: SpanStatusCode.ERROR, message: String(error) });
    throw error;
  } finally {
    span.end();
  }
}
// #endregion by-hand

// #region active-by-hand
export async function saveTaskByHand(repository: TaskRepository, task: Task): Promise<Task> {
  return tracer.startActiveSpan('save_task', async (span) => {
    try {
      return await repository.add(task);
    } finally {
      span.end();
    }
  });
}
// #endregion active-by-hand

// #region generator
export function exportTasks(tasks: Iterable<Task>): Generator<string> {
  return withSpan('export_tasks', function* (span) {
    let rows = 0;
    for (const task of tasks) {
      yield `${task.id},${task.title}\n`;
      rows += 1;
    }
    span.setAttribute('export.rows', rows);
  });
}
// #endregion generator

// #region attributes
export async function updateTask(repository: TaskRepository, task: Task, assigneeId: string): Promise<Task> {
  const options = { 'task.id': task.id, 'task.priority': task.priority, 'operation.type': 'update' };
  return withSpan('update_task', options, async (span) => {
    span.setAttribute('task.assignee_changed', task.assigneeId !== assigneeId);
    return repository.update({ ...task, assigneeId });
  });
}
// #endregion attributes

// #region events
export function processTask(task: Task, updates: Partial<Task>): void {
  withSpan('process_task', (span) => {
    span.addEvent('validation_started');
    validateUpdates(task, updates);
    span.addEvent('validation_completed', { 'validation.rules_checked': 2 });
  });
}
// #endregion events

// #region current-span
export function rankTask(task: Task): number {
  setAttributes({ 'task.id': task.id });
  try {
    return askModelForRank(task);
  } catch (error) {
    recordException(error);
    addEvent('ranked_by_priority');
    return task.priority === 'high' ? 1 : 2;
  }
}
// #endregion current-span

function askModelForRank(task: Task): number {
  throw new TypeError(`no model is loaded for ${task.title}`);
}

// #region hierarchy
export async function postTask(repository: TaskRepository, command: CreateTaskCommand): Promise<void> {
  await withSpan('POST /api/tasks', async () => {
    const task = withSpan('create_task_entity', () => {
      withSpan('validate_input', () => assertTitle(command));
      return withSpan('create_domain_object', () => createTask(command));
    });
    await withSpan('motor_task_repository.add', async () => {
      withSpan('serialize_task', () => JSON.stringify(task));
      await repository.add(task);
      withSpan('publish_domain_events', () => bus.emit('task_created', task.id));
    });
    withSpan('record_metrics', () => undefined);
  });
}
// #endregion hierarchy

const bus = new EventEmitter();

function assertTitle({ title }: CreateTaskCommand): void {
  if (title === '') throw new RangeError('a task needs a title');
}

// #region bind
/** Calls back in batches, from a timer that belongs to nobody. */
const waiting: ((result: string) => void)[] = [];

export function requestRender(task: Task, done: (result: string) => void): void {
  withSpan('request_render', () => {
    waiting.push(bind((result) => withSpan('render_done', { 'task.id': task.id }, () => done(result))));
  });
}
// #endregion bind

/** The timer. */
export function renderBatch(): void {
  for (const done of waiting.splice(0)) done('rendered');
}

// #region queue
export interface Job {
  readonly taskId: string;
  readonly traceId: string;
  readonly spanId: string;
}

export async function workOff(job: Job, run: () => Promise<void>): Promise<void> {
  const { traceId, spanId } = job;
  await withSpan('work_off', { parent: { traceId, spanId, traceFlags: 1 }, 'task.id': job.taskId }, run);
}
// #endregion queue

// #region baggage
const baggage = defineBaggage('customer_id', 'session_id');

export async function openSession(customerId: string, connect: () => Promise<void>): Promise<void> {
  await baggage.with({ customer_id: customerId }, () => withSpan('open_session', connect));
}

export function describeCaller(): string {
  return `customer ${baggage.get('customer_id') ?? 'unknown'}`;
}
// #endregion baggage

// #region batch
export function archiveTasks(tasks: readonly Task[]): void {
  withSpan('archive_tasks', { 'tasks.count': tasks.length }, () => {
    for (const task of tasks) task.status = 'done';
  });
}
// #endregion batch

// #region preview
export function describeTask(task: Task): void {
  withSpan('describe_task', { 'task.title_preview': task.title.slice(0, 100) }, () => task.title.trim());
}
// #endregion preview

// #region trace-id
export function describeFailure(error: Error): { message: string; traceId: string | undefined } {
  return { message: error.message, traceId: currentTraceId() };
}
// #endregion trace-id

// #region too-late
export async function loseAttribute(repository: TaskRepository, task: Task): Promise<void> {
  await withSpan('save_task', async (span) => {
    // Not awaited: the span ends before the answer is there.
    void repository.add(task).then((saved) => span.setAttribute('task.saved_id', saved.id));
  });
}
// #endregion too-late
