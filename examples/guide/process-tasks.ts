// Example 5: work at the same time. Run it with
// OTEL_TRACES_EXPORTER=console node --import @throughline/node/register examples/guide/process-tasks.ts
import { SpanStatusCode } from '@opentelemetry/api';
import { withSpan } from '@throughline/node';
import { createTask, type Task, TaskNotFoundError } from './task.ts';
import { TaskRepository } from './task-repository.ts';

// #region process
export async function processMultipleTasks(
  repository: TaskRepository,
  ids: readonly string[],
): Promise<PromiseSettledResult<Task>[]> {
  return withSpan('process_multiple_tasks', { ok: true, 'tasks.count': ids.length }, async (span) => {
    const results = await Promise.allSettled(ids.map(async (id) => processSingleTask(repository, id)));
    const failures = results.filter((result) => result.status === 'rejected').length;
    span.setAttributes({ 'tasks.successful': results.length - failures, 'tasks.failed': failures });
    if (failures > 0) span.setStatus({ code: SpanStatusCode.ERROR, message: `${failures} tasks failed` });
    return results;
  });
}

async function processSingleTask(repository: TaskRepository, id: string): Promise<Task> {
  return withSpan('process_single_task', { ok: true, 'task.id': id }, async () => {
    const task = await repository.getById(id);
    if (task === undefined) throw new TaskNotFoundError(id);
    task.status = 'done';
    return repository.update(task);
  });
}
// #endregion process

if (import.meta.main) {
  const repository = new TaskRepository();
  const first = await repository.add(createTask({ title: 'Implement feature X', priority: 'high' }));
  const second = await repository.add(createTask({ title: 'Implement feature Y', priority: 'low' }));
  await processMultipleTasks(repository, [first.id, 'missing', second.id]);
}
