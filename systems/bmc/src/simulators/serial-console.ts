import { createServer } from 'node:net';
import type { Server, Socket } from 'node:net';
import type { ServerState, SimulatedBmc } from './simulated-bmc.ts';

const PROMPT = '# ';
const BACKSPACE = /[\b\x7f]/;

/** Creates the serial console of a server, as its BMC passes it on: it echoes, and answers a few commands. */
export function createSerialConsole({ serverName }: SimulatedBmc, state: ServerState): Server {
  return createServer((socket) => {
    socket.on('error', () => socket.destroy());
    if (state.isOn) attach(socket, serverName);
    else socket.write(`${serverName} is off\r\n`);
  });
}

function attach(socket: Socket, serverName: string): void {
  let line = '';
  socket.write(`${serverName} ttyS0\r\n${PROMPT}`);
  socket.setEncoding('utf8').on('data', (text: unknown) => {
    for (const character of String(text)) {
      if (character === '\r' || character === '\n') {
        socket.write(`\r\n${answer(line.trim(), serverName)}${PROMPT}`);
        line = '';
      } else if (BACKSPACE.test(character)) {
        if (line !== '') socket.write('\b \b');
        line = line.slice(0, -1);
      } else {
        socket.write(character);
        line += character;
      }
    }
  });
}

function answer(command: string, serverName: string): string {
  if (command === '') return '';
  if (command === 'hostname') return `${serverName}\r\n`;
  if (command === 'uptime') return `up ${Math.round(process.uptime())} s\r\n`;
  if (command === 'help') return 'help  hostname  uptime\r\n';
  return `${command}: not found\r\n`;
}
