/** A command or a batch of them, from its start to its end: as both libraries publish it on their own channels, and as we do. */
export interface RedisMessage {
  /** Of a command. */
  readonly command?: string;
  /** What the server gets behind the name; some publish the name as the first. */
  readonly args?: readonly unknown[];
  /** Of a batch, and of each command in it. */
  readonly batchMode?: 'MULTI' | 'PIPELINE';
  readonly batchSize?: number;
  /** Of a batch, where they are known. */
  readonly commands?: readonly BatchedCommand[];
  readonly database?: number;
  /** A host, or the path of a socket, which has no port. */
  readonly serverAddress?: string;
  readonly serverPort?: number;
  result?: unknown;
  error?: unknown;
}

export interface BatchedCommand {
  readonly name: string;
  readonly args: readonly unknown[];
}
