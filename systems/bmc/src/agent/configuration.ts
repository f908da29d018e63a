/** What an agent is told, as a JSON file. */
export interface AgentConfiguration {
  readonly agentId: string;
  readonly datacenter: string;
  /** Where data sockets go. */
  readonly gatewayUrl: string;
  /** `host:port` of the gateway's gRPC. */
  readonly agentAddress: string;
  /** `address:port` of the name server that knows the BMCs. */
  readonly nameServer: string;
  /** A PEM file: who signs the certificates of BMCs. */
  readonly caFile: string;
  /** How long a BMC may take for anything. */
  readonly timeoutMs: number;
  readonly discoveryIntervalMs: number;
  readonly bmcs: readonly Bmc[];
}

/** One BMC, and how to get in. */
export interface Bmc {
  readonly serverId: string;
  readonly host: string;
  readonly type: 'redfish' | 'ipmi';
  readonly user: string;
  readonly password: string;
  readonly redfishPort: number;
  readonly vncPort: number;
  readonly consolePort: number;
  readonly ipmiPort: number;
}
