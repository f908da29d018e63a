// Which copies of @opentelemetry/api an application uses. Each copy reads the `version` of the global registration before
// it trusts it; that read is the one moment when a copy can be seen, whether it came by `require` or by `import`.
import { report } from './reporter.ts';

/** The API version that our registration speaks. A copy of a later minor version refuses it, silently. */
const API_VERSION = '1.10.0';

const MAX_WATCHED_READS = 40;
const FRAME = /\(?((?:file:\/\/)?[^\s()]*[\\/]@opentelemetry[\\/]api)[\\/][^()]*\)?$/;

/** Directories of the copies seen so far, with their version. */
const copies = new Map<string, string>();

/** The copies seen so far, as `directory (version)`. */
export function apiCopies(): string[] {
  return [...copies].map(([directory, version]) => `${directory} (${version})`);
}

/** Adds the `version` property to the global registration, watching its first readers. */
export function defineWatchedVersion(registration: object): void {
  let reads = 0;
  Object.defineProperty(registration, 'version', {
    configurable: true,
    enumerable: true,
    get() {
      if (++reads > MAX_WATCHED_READS) settle(registration);
      else noteReader();
      return API_VERSION;
    },
  });
}

function settle(registration: object): void {
  Object.defineProperty(registration, 'version', { value: API_VERSION, enumerable: true, configurable: true });
}

function noteReader(): void {
  try {
    const directory = readerOf(new Error('reader').stack ?? '');
    if (directory === undefined || copies.has(directory)) return;
    copies.set(directory, versionOf(directory));
    reportCopies(directory);
  } catch {
    // Only a diagnostic: an unreadable package.json must not disturb the application.
  }
}

function readerOf(stack: string): string | undefined {
  for (const line of stack.split('\n')) {
    const match = FRAME.exec(line.trim());
    if (match !== null) return match[1].replace(/^file:\/\//, '').replace(/^at /, '');
  }
  return undefined;
}

function versionOf(directory: string): string {
  const { version } = JSON.parse(
    process.getBuiltinModule('node:fs').readFileSync(`${directory}/package.json`, 'utf8'),
  ) as { version: string };
  return version;
}

function reportCopies(directory: string): void {
  const version = copies.get(directory) as string;
  const [major, minor] = version.split('.').map(Number);
  const [ownMajor, ownMinor] = API_VERSION.split('.').map(Number);
  if (major === ownMajor && minor > ownMinor) {
    report(
      'warn',
      `@opentelemetry/api ${version} in ${directory} is newer than ${API_VERSION}: spans made with it are lost; update @throughline/node`,
    );
  }
  if (copies.size < 2) return;
  const list = apiCopies().join(', ');
  report(
    'warn',
    `${copies.size} copies of @opentelemetry/api are in use: ${list}; they share one registration, but "npm dedupe" saves memory and surprises`,
    'api-copies',
  );
}
