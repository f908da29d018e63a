// Example 2: nested spans. Run it with
// OTEL_TRACES_EXPORTER=console node --import @throughline/node/register examples/guide/update-task.ts
import { SpanStatusCode } from '@opentelemetry/api';
import { withSpan } from '@throughline/node';
import { createTask, type Task, TaskNotFoundError, validateUpdates } from './task.ts';
import { TaskRepository } from './task-repository.ts';

// #region update
export async function updateTask(repository: TaskRepository, id: string, updates: Partial<Task>): Promise<Task> {
  const fields = Object.keys(updates);
  const options = { ok: true, 'task.id': id, 'updates.count': fields.length };
  return withSpan('update_task', options, async (parent) => {
    const task = await withSpan('fetch_task', { ok: true, 'task.id': id }, async (span) => {
      const found = await repository.getById(id);
      if (found !== undefined) return found;
      span.setStatus({ code: SpanStatusCode.ERROR, message: 'Not found' });
      throw new TaskNotFoundError(id);
    });

    withSpan('validate_updates', { ok: true, 'updates.fields': fields }, () => validateUpdates(task, updates));

    withSpan('apply_updates', { ok: true }, (span) => {
      Object.assign(task, updates);
      for (const [field, value] of Object.entries(updates)) span.addEvent(`updated_${field}`, { value: String(value) });
    });

    const updated = await repository.update(task);
    parent.setAttribute('task.updated_fields', fields.length);
    return updated;
  });
}
// #endregion update

if (import.meta.main) {
  const repository = new TaskRepository();
  const { id } = await repository.add(createTask({ title: 'Implement feature X', priority: 'high' }));
  await updateTask(repository, id, { status: 'in_progress', priority: 'low' });
  await updateTask(repository, 'missing', { status: 'done' }).catch(String);
}
