// The domain of the examples: a task manager.
import { randomUUID } from 'node:crypto';

const PRIORITIES = ['low', 'medium', 'high'] as const;

export type TaskPriority = (typeof PRIORITIES)[number];

export interface Task {
  readonly id: string;
  readonly createdAt: Date;
  title: string;
  priority: TaskPriority;
  status: 'pending' | 'in_progress' | 'done';
  assigneeId: string | undefined;
}

export interface CreateTaskCommand {
  readonly title: string;
  readonly priority: string;
  readonly assigneeId?: string;
}

export interface User {
  readonly id: string;
  readonly roles: readonly string[];
}

export class ValidationError extends Error {
  override readonly name = 'ValidationError';
}

export class TaskNotFoundError extends Error {
  override readonly name = 'TaskNotFoundError';

  constructor(id: string) {
    super(`no task has the id ${id}`);
  }
}

export class PermissionError extends Error {
  override readonly name = 'PermissionError';
}

/** A new task, or a `RangeError` where its priority is none. */
export function createTask({ title, priority, assigneeId }: CreateTaskCommand): Task {
  return {
    id: randomUUID(),
    createdAt: new Date(),
    title,
    priority: parsePriority(priority),
    status: 'pending',
    assigneeId,
  };
}

/** A `ValidationError` where a change is not allowed. */
export function validateUpdates(task: Task, updates: Partial<Task>): void {
  if (updates.title === '') throw new ValidationError('a task needs a title');
  if (task.status === 'done' && updates.status !== undefined) throw new ValidationError('a done task stays done');
}

function parsePriority(text: string): TaskPriority {
  const priority = PRIORITIES.find((known) => known === text);
  if (priority === undefined) throw new RangeError(`got priority ${text}, need ${PRIORITIES.join(', ')}`);
  return priority;
}
