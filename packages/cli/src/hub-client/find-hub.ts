import { readHubFile } from '@throughline/hub/hub-file';
import type { Environment } from '../environment.ts';

export const DEFAULT_DIRECTORY = './.throughline';
const DEFAULT_URL = 'http://127.0.0.1:3301';

/** The header that every answer of a hub has, and that of nobody else on its port. */
export const HUB_MARK = 'throughline-api';

/**
 * Where the hub is to be asked: what was named, else the hub whose data is below the working directory, else the default
 * port. Whether it answers is another question.
 */
export function findHubUrl(named: string | undefined, environment: Environment): string {
  const found = named ?? environment.hubUrl ?? readHubFile(DEFAULT_DIRECTORY)?.uiUrl;
  if (found === undefined) return DEFAULT_URL;
  return /^https?:\/\//.test(found) ? found : `http://${found}`;
}

/** Whether a hub of ours answers there. */
export async function isHub(url: string): Promise<boolean> {
  try {
    const answer = await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(2000) });
    await answer.body?.cancel();
    return answer.ok && answer.headers.has(HUB_MARK);
  } catch {
    return false;
  }
}
