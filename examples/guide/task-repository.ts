// Tasks in memory, where the guide has MongoDB. Its instrumentation will make such spans without a line of code; until
// then they are made by hand, under the names that the guide shows.
import { SpanKind } from '@opentelemetry/api';
import { type WithSpanOptions, withSpan } from '@throughline/node';
import type { Task } from './task.ts';

export class TaskRepository {
  readonly #tasks = new Map<string, Task>();

  async add(task: Task): Promise<Task> {
    return withSpan('motor_task_repository.insert_one', describe('insert'), async () => {
      this.#tasks.set(task.id, task);
      return task;
    });
  }

  async getById(id: string): Promise<Task | undefined> {
    return withSpan('motor_task_repository.find_one', describe('findOne'), async () => this.#tasks.get(id));
  }

  async update(task: Task): Promise<Task> {
    return withSpan('motor_task_repository.update_one', describe('update'), async () => {
      this.#tasks.set(task.id, task);
      return task;
    });
  }

  async delete(id: string): Promise<void> {
    await withSpan('motor_task_repository.delete_one', describe('delete'), async () => this.#tasks.delete(id));
  }
}

function describe(operation: string): WithSpanOptions {
  return {
    kind: SpanKind.CLIENT,
    'db.system.name': 'mongodb',
    'db.operation.name': operation,
    'db.collection.name': 'tasks',
  };
}
