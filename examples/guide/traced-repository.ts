// `@traced` on methods. Compiled before it runs, because Node itself knows no decorators:
// tsc examples/guide/traced-repository.ts
import { traced } from '@throughline/node';
import type { Task } from './task.ts';

// #region traced
export class TracedRepository {
  readonly #tasks = new Map<string, Task>();

  @traced()
  async add(task: Task): Promise<Task> {
    this.#tasks.set(task.id, task);
    return task;
  }

  @traced('fetch_task', { 'db.system.name': 'mongodb' })
  async getById(id: string): Promise<Task | undefined> {
    return this.#tasks.get(id);
  }

  @traced()
  *all(): Generator<Task> {
    yield* this.#tasks.values();
  }
}
// #endregion traced
