/** How a simulated BMC is, and how it behaves. */
export interface SimulatedBmc {
  readonly host: string;
  readonly serverName: string;
  readonly user: string;
  readonly password: string;
  readonly type: 'redfish' | 'ipmi';
  /** `hang`: it takes connections and never answers. */
  readonly behaviour: 'normal' | 'hang';
  /** How long the name server takes to find it. */
  readonly nameDelayMs: number;
}

/** Where a simulated BMC listens. */
export interface BmcPorts {
  readonly redfishPort: number;
  readonly vncPort: number;
  readonly consolePort: number;
  readonly ipmiPort: number;
}

/** What the ways into one BMC share. */
export interface ServerState {
  isOn: boolean;
}
