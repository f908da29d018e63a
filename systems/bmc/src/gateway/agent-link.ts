import { randomUUID } from 'node:crypto';
import { create } from '@bufbuild/protobuf';
import { Code, ConnectError } from '@connectrpc/connect';
import type { ServerDuplexStream } from '@grpc/grpc-js';
import { CommandSchema } from '../generated/bmc/v1/agent_pb.js';
import type { AgentMessage, Command, Result } from '../generated/bmc/v1/agent_pb.js';
import { writeContext } from '../telemetry/carrier.ts';

/** An agent answers sooner, if only to say that its BMC does not. */
const MAX_COMMAND_MS = 30_000;

const CODES: Readonly<Record<string, Code>> = {
  unauthenticated: Code.FailedPrecondition,
  deadline_exceeded: Code.DeadlineExceeded,
  unavailable: Code.Unavailable,
  unimplemented: Code.Unimplemented,
  not_found: Code.NotFound,
};

interface PendingCommand {
  resolve(outcome: Result['outcome']): void;
  reject(error: Error): void;
}

/** The stream of one agent: commands go down, results come up. */
export class AgentLink {
  readonly agentId: string;
  readonly #stream: ServerDuplexStream<AgentMessage, Command>;
  readonly #pending = new Map<string, PendingCommand>();

  constructor(agentId: string, stream: ServerDuplexStream<AgentMessage, Command>) {
    this.agentId = agentId;
    this.#stream = stream;
  }

  /**
   * Has the agent do something, as part of the active request.
   *
   * @throws ConnectError with what went wrong there.
   */
  async run(serverId: string, operation: Command['operation']): Promise<Result['outcome']> {
    const commandId = randomUUID();
    const answered = new Promise<Result['outcome']>((resolve, reject) =>
      this.#pending.set(commandId, { resolve, reject }),
    );
    const timer = setTimeout(
      () => this.#fail(commandId, 'the agent does not answer', Code.DeadlineExceeded),
      MAX_COMMAND_MS,
    );
    try {
      this.#stream.write(create(CommandSchema, { commandId, context: writeContext(), serverId, operation }));
      return checkOutcome(await answered);
    } finally {
      clearTimeout(timer);
      this.#pending.delete(commandId);
    }
  }

  settle({ commandId, outcome }: Result): void {
    this.#pending.get(commandId)?.resolve(outcome);
  }

  /** The stream has ended: nobody will answer any more. */
  lose(): void {
    for (const commandId of this.#pending.keys()) this.#fail(commandId, 'the agent was lost', Code.Unavailable);
  }

  #fail(commandId: string, message: string, code: Code): void {
    this.#pending.get(commandId)?.reject(new ConnectError(message, code));
  }
}

function checkOutcome(outcome: Result['outcome']): Result['outcome'] {
  if (outcome.case !== 'failure') return outcome;
  throw new ConnectError(outcome.value.message, CODES[outcome.value.code] ?? Code.Internal);
}
