// A client of the API, as a script of an operator would be one.
import { setTimeout as wait } from 'node:timers/promises';

export interface Accepted {
  readonly status: number;
  readonly requestId: string;
  readonly job_id: string;
  readonly jobs: readonly { readonly job_id: string; readonly status_url: string }[];
  readonly trace_id: string | null;
}

export interface JobStatus {
  readonly job_id: string;
  readonly trace_id: string | null;
  readonly status: string;
  readonly attempts: number;
  readonly outputs: Readonly<Record<string, string>> | null;
  readonly error: string | null;
}

export interface Login {
  readonly username: string;
  readonly password: string;
}

const POLL_MS = 100;
const PATIENCE_MS = 180_000;

/** Talks to one API, with the credentials of the devices. */
export class NaasClient {
  readonly #url: string;
  readonly #authorization: string;

  constructor(url: string, { username, password }: Login) {
    this.#url = url;
    this.#authorization = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
  }

  /** Asks for jobs. */
  async post(operation: 'send_command' | 'send_config', body: object, headers: object = {}): Promise<Accepted> {
    const answer = await fetch(`${this.#url}/v1/${operation}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: this.#authorization, ...headers },
      body: JSON.stringify(body),
    });
    const accepted = (await answer.json()) as Accepted;
    return { ...accepted, status: answer.status, requestId: answer.headers.get('x-request-id') ?? '' };
  }

  async fetchJob(id: string): Promise<JobStatus> {
    return (await (await fetch(`${this.#url}/v1/jobs/${id}`)).json()) as JobStatus;
  }

  /** Waits until a job is done, one way or the other. */
  async waitForJob(id: string): Promise<JobStatus> {
    for (const until = performance.now() + PATIENCE_MS; ; await wait(POLL_MS)) {
      const job = await this.fetchJob(id);
      if (job.status === 'completed' || job.status === 'failed') return job;
      if (performance.now() > until)
        throw new Error(`cannot wait for job ${id}: it is ${job.status} after three minutes`);
    }
  }
}
