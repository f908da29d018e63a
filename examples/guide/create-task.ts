// Example 1: a command handler. Run it with
// OTEL_TRACES_EXPORTER=console node --import @throughline/node/register examples/guide/create-task.ts
import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { withSpan } from '@throughline/node';
import { type CreateTaskCommand, createTask, type Task, ValidationError } from './task.ts';
import { TaskRepository } from './task-repository.ts';

// #region handler
export class CreateTaskCommandHandler {
  readonly #repository: TaskRepository;

  constructor(repository: TaskRepository) {
    this.#repository = repository;
  }

  async handle(command: CreateTaskCommand): Promise<Task> {
    const options = {
      ok: true,
      'task.title': command.title,
      'task.priority': command.priority,
      'task.assignee_id': command.assigneeId ?? 'unassigned',
    };
    const task = withSpan('create_task_entity', options, (span) => {
      try {
        span.addEvent('creating_task_entity');
        const created = createTask(command);
        span.setAttributes({ 'task.id': created.id, 'task.created_at': created.createdAt.toISOString() });
        span.addEvent('task_entity_created', { 'task.id': created.id });
        return created;
      } catch (error) {
        span.recordException(error as Error);
        span.setStatus({ code: SpanStatusCode.ERROR, message: 'Invalid input' });
        span.setAttribute('error.type', 'validation');
        throw new ValidationError(`Invalid task data: ${(error as Error).message}`, { cause: error });
      }
    });
    return this.#repository.add(task);
  }
}
// #endregion handler

/** The request around it. With a web framework that is instrumented, this span is there without a line of code. */
export async function postTask(handler: CreateTaskCommandHandler, command: CreateTaskCommand): Promise<Task> {
  const options = { kind: SpanKind.SERVER, 'http.request.method': 'POST', 'http.route': '/api/tasks' };
  return withSpan('POST /api/tasks', options, async () => handler.handle(command));
}

if (import.meta.main) {
  const handler = new CreateTaskCommandHandler(new TaskRepository());
  await postTask(handler, { title: 'Implement feature X', priority: 'high' });
  await postTask(handler, { title: 'Implement feature Y', priority: 'urgent' }).catch(String);
}
