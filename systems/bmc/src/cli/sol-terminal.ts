import { pipeline } from 'node:stream/promises';
import type { Duplex } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { CommandError } from './command-error.ts';
import type { OpenSession } from './open-session.ts';

/** Ctrl-], as telnet has it. */
const LEAVE = '\x1d';

/** Silence after which a console waits for somebody to type. */
const QUIET_MS = 150;
const MAX_WAIT_MS = 10_000;

/** The terminal becomes the server's console until one side leaves. @throws CommandError where that was not this one. */
export async function attachTerminal({ stream, closed }: OpenSession): Promise<void> {
  const { stdin, stdout } = process;
  if (stdin.isTTY) stdin.setRawMode(true);
  stdin.on('data', (bytes: Buffer) => {
    if (bytes.includes(LEAVE)) stream.destroy();
    else stream.write(bytes);
  });
  stdin.on('end', () => stream.end());
  await pipeline(stream, stdout, { end: false }).catch(() => {});
  if (stdin.isTTY) stdin.setRawMode(false);
  stdin.destroy();
  const reason = await closed;
  if (reason !== undefined) throw new CommandError(`the session has ended: ${reason}`);
}

/** Types a line when the console waits for one, and returns all that was said until it waits for the next. */
export async function typeLine(stream: Duplex, line: string): Promise<string> {
  let text = '';
  let lastMs = Number.POSITIVE_INFINITY;
  stream.on('data', (bytes: Buffer) => {
    text += bytes.toString();
    lastMs = performance.now();
  });
  await until(() => performance.now() > lastMs + QUIET_MS);
  const prompt = text.slice(text.lastIndexOf('\n'));
  const { length } = text;
  stream.write(`${line}\r`);
  await until(() => text.length > length && text.endsWith(prompt));
  return text;
}

async function until(isReached: () => boolean): Promise<void> {
  for (const end = performance.now() + MAX_WAIT_MS; !isReached() && performance.now() < end;) await delay(10);
}
