// A remote command without what may be a secret in it: from the first word that speaks of one, nothing more is shown. Commands
// for shells and for network devices alike: `mysql --password x`, `enable secret 5 x`, `snmp-server community x`.

/** Longer commands are cut. */
export const MAX_COMMAND_LENGTH = 256;

const SECRET_WORD =
  /pass|pwd|secret|token|credential|auth|communit|private|api-?key|(?:^|[-_])key(?:[-_=:]|$)|^md5$|^-p|^-u$|^-b$/i;

/** `NAME=value` before a command, and `--option=value`. */
const ASSIGNMENT = /^(-{0,2}[\w.-]+=)\S/;

/** The command as it may be shown. */
export function commandText(command: string): string {
  const shown: string[] = [];
  for (const word of command.slice(0, MAX_COMMAND_LENGTH).trim().split(/\s+/)) {
    const assignment = ASSIGNMENT.exec(word)?.[1];
    shown.push(assignment === undefined ? withoutSecret(word) : `${assignment}?`);
    if (SECRET_WORD.test(word)) {
      if (!shown.at(-1)?.endsWith('?')) shown.push('?');
      break;
    }
  }
  return shown.join(' ');
}

/** The value may be part of the word: `-psecret`, `token:secret`. */
function withoutSecret(word: string): string {
  if (!SECRET_WORD.test(word)) return word;
  const name = /^-[a-z](?=.)|^[\w-]+(?=:)/i.exec(word)?.[0];
  return name === undefined || name === '-' || word.startsWith('--') ? word : `${name}?`;
}
