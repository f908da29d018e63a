// What a switch says: a state of modes and interfaces, and answers as devices of this kind give them.

type Mode = 'user' | 'privileged' | 'config' | 'config-if';

interface Interface {
  description: string;
  address: string;
  isUp: boolean;
}

const PROMPT_END: Readonly<Record<Mode, string>> = {
  user: '>',
  privileged: '#',
  config: '(config)#',
  'config-if': '(config-if)#',
};

/** What all sessions of a switch share. */
export class SwitchState {
  hostname: string;
  readonly interfaces: Map<string, Interface>;
  readonly lines: string[] = [];

  constructor(hostname: string) {
    this.hostname = hostname;
    const names = ['GigabitEthernet0/1', 'GigabitEthernet0/2', 'GigabitEthernet0/3', 'Vlan1'];
    this.interfaces = new Map(
      names.map((name, index) => [
        name,
        { description: '', address: index === 3 ? '10.0.0.1' : 'unassigned', isUp: true },
      ]),
    );
  }
}

/** One session on a switch. */
export class CommandLine {
  readonly #state: SwitchState;
  #mode: Mode = 'user';
  #interface: Interface | undefined;

  constructor(state: SwitchState) {
    this.#state = state;
  }

  get prompt(): string {
    return `${this.#state.hostname}${PROMPT_END[this.#mode]}`;
  }

  /** The enable secret was right. */
  enterPrivilegedMode(): void {
    this.#mode = 'privileged';
  }

  /** Whether `enable` has to ask for the secret. */
  needsSecret(line: string): boolean {
    return this.#mode === 'user' && line === 'enable';
  }

  /** The answer to a line; undefined ends the session. */
  answer(line: string): string | undefined {
    if (line === '') return '';
    if (line === 'exit' && (this.#mode === 'user' || this.#mode === 'privileged')) return undefined;
    if (this.#mode === 'config' || this.#mode === 'config-if') return this.#configure(line);
    return this.#operate(line);
  }

  #operate(line: string): string {
    if (line === 'show version') return showVersion(this.#state.hostname);
    if (line === 'show clock') return '*12:00:00.000 UTC Sat Nov 21 2026';
    if (line === 'terminal length 0') return '';
    if (this.#mode === 'user') return INVALID;
    if (line === 'show ip interface brief') return showInterfaces(this.#state);
    if (line === 'show running-config') return showConfiguration(this.#state);
    if (line === 'write memory') return 'Building configuration...\n[OK]';
    if (line !== 'configure terminal') return INVALID;
    this.#mode = 'config';
    return 'Enter configuration commands, one per line.  End with CNTL/Z.';
  }

  #configure(line: string): string {
    const [verb, ...rest] = line.split(/\s+/);
    const value = rest.join(' ');
    if (line === 'end') this.#mode = 'privileged';
    else if (line === 'exit') this.#mode = this.#mode === 'config-if' ? 'config' : 'privileged';
    else if (verb === 'interface') return this.#enterInterface(value);
    else if (this.#mode === 'config-if') return this.#configureInterface(line, verb, value);
    else if (verb === 'hostname' && value !== '') this.#state.hostname = value;
    else if (/^(?:ntp|logging|snmp-server|vlan|username|ip) \S/.test(line)) this.#state.lines.push(line);
    else return INVALID;
    return '';
  }

  #enterInterface(name: string): string {
    this.#interface = this.#state.interfaces.get(name);
    if (this.#interface === undefined) return INVALID;
    this.#mode = 'config-if';
    return '';
  }

  #configureInterface(line: string, verb: string, value: string): string {
    const one = this.#interface as Interface;
    if (verb === 'description' && value !== '') one.description = value;
    else if (line === 'shutdown' || line === 'no shutdown') one.isUp = line.startsWith('no');
    else if (line.startsWith('ip address ')) one.address = line.split(/\s+/)[2] ?? 'unassigned';
    else return INVALID;
    return '';
  }
}

const INVALID = "% Invalid input detected at '^' marker.";

function showVersion(hostname: string): string {
  return [
    'Throughline Simulated Switch Software, Version 15.2(7)E3',
    `${hostname} uptime is 3 weeks, 2 days, 4 hours`,
    'System image file is "flash:simulated.bin"',
  ].join('\n');
}

function showInterfaces({ interfaces }: SwitchState): string {
  const rows = [...interfaces].map(([name, { address, isUp }]) => {
    const status = isUp ? 'up' : 'administratively down';
    return `${name.padEnd(23)}${address.padEnd(16)}YES manual ${status.padEnd(22)}${isUp ? 'up' : 'down'}`;
  });
  return [`${'Interface'.padEnd(23)}${'IP-Address'.padEnd(16)}OK? Method ${'Status'.padEnd(22)}Protocol`, ...rows].join(
    '\n',
  );
}

function showConfiguration({ hostname, interfaces, lines }: SwitchState): string {
  const blocks = [...interfaces].map(([name, one]) => `interface ${name}\n${showInterface(one)}!`);
  return [`hostname ${hostname}`, '!', ...lines, ...blocks, 'end'].join('\n');
}

function showInterface({ description, address, isUp }: Interface): string {
  const shown = description === '' ? '' : ` description ${description}\n`;
  const assigned = address === 'unassigned' ? ' no ip address\n' : ` ip address ${address} 255.255.255.0\n`;
  return `${shown}${assigned}${isUp ? '' : ' shutdown\n'}`;
}
