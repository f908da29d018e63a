/** The queue between the API and its workers. */
export const QUEUE = 'naas';
/** What workers have done, for whoever keeps books. */
export const AUDIT_QUEUE = 'naas-audit';

export type Operation = 'send_command' | 'send_config';

export interface Device {
  readonly host: string;
  readonly port: number;
}

/** What a worker gets. */
export interface JobData {
  readonly operation: Operation;
  readonly device: Device;
  readonly commands: readonly string[];
  /** Whether the configuration is saved to the device's memory. */
  readonly save: boolean;
  /** User, password and enable secret, encrypted. */
  readonly credentials: string;
}

/** What a worker returns: outputs by command, or one output for a set of configuration. */
export interface JobResult {
  readonly outputs: Readonly<Record<string, string>>;
}
