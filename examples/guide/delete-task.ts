// Example 4: errors, and what one finds out from them. Run it with
// OTEL_TRACES_EXPORTER=console node --import @throughline/node/register examples/guide/delete-task.ts
import { type Span, SpanStatusCode } from '@opentelemetry/api';
import { withSpan } from '@throughline/node';
import { createTask, PermissionError, type Task, TaskNotFoundError, type User } from './task.ts';
import { TaskRepository } from './task-repository.ts';

// #region delete
export async function deleteTask(repository: TaskRepository, id: string, user: User): Promise<void> {
  await withSpan('delete_task', { ok: true, 'task.id': id, 'user.id': user.id }, async (span) => {
    try {
      checkAuthorization(user);
      await fetchTask(repository, id);
      await withSpan('delete_from_repository', { ok: true }, async () => repository.delete(id));
      span.addEvent('task_deleted_successfully');
    } catch (error) {
      describeFailure(span, error, user);
      throw error;
    }
  });
}

// #region status
function checkAuthorization(user: User): void {
  withSpan('check_authorization', { ok: true, 'user.roles': [...user.roles] }, (span) => {
    if (user.roles.includes('admin')) return;
    span.setStatus({ code: SpanStatusCode.ERROR, message: 'Forbidden' });
    throw new PermissionError('the user is no admin');
  });
}
// #endregion status

async function fetchTask(repository: TaskRepository, id: string): Promise<Task> {
  return withSpan('fetch_task', { ok: true }, async (span) => {
    const task = await repository.getById(id);
    if (task === undefined) {
      span.setStatus({ code: SpanStatusCode.ERROR, message: 'Not found' });
      span.setAttribute('error.type', 'not_found');
      throw new TaskNotFoundError(id);
    }
    span.setAttribute('task.status', task.status);
    return task;
  });
}

/** Only what the error alone does not say: withSpan records it, and its message is the status of anything else. */
function describeFailure(span: Span, error: unknown, user: User): void {
  if (error instanceof PermissionError) {
    span.setStatus({ code: SpanStatusCode.ERROR, message: 'Permission denied' });
    span.setAttributes({ 'error.type': 'permission', 'error.user_roles': [...user.roles] });
  } else if (error instanceof TaskNotFoundError) {
    span.setStatus({ code: SpanStatusCode.ERROR, message: 'Task not found' });
    span.setAttribute('error.type', 'not_found');
  } else {
    span.setAttribute('error.type', 'unexpected');
  }
}
// #endregion delete

if (import.meta.main) {
  const repository = new TaskRepository();
  const { id } = await repository.add(createTask({ title: 'Implement feature X', priority: 'high' }));
  await deleteTask(repository, id, { id: 'ben', roles: ['viewer'] }).catch(String);
  await deleteTask(repository, 'missing', { id: 'ann', roles: ['admin'] }).catch(String);
  await deleteTask(repository, id, { id: 'ann', roles: ['admin'] });
}
