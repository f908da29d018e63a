// What the programs take from the environment: where things are for the command line, and secrets, which stand in no argument.

/** A variable that has to be there. */
export function requireVariable(name: Variable): string {
  const value = findVariable(name);
  if (value === undefined) throw new Error(`cannot start: ${name} is not set`);
  return value;
}

/** Empty means absent. */
export function findVariable(name: Variable): string | undefined {
  return process.env[name] || undefined;
}

type Variable =
  /** Where the manager is. */
  | 'BMC_MANAGER'
  | 'BMC_USER'
  | 'BMC_PASSWORD'
  /** Where `bmc login` keeps its token. Default `~/.bmc`. */
  | 'BMC_HOME'
  | 'HOME'
  /** Where the command line writes its log lines. Default nowhere. */
  | 'BMC_LOG'
  /** Shared by the programs of a deployment: gateways show it to the manager, agents to their gateway. */
  | 'BMC_SERVICE_TOKEN';
