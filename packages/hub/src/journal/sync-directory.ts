import { open } from 'node:fs/promises';

/** Makes safe which files a directory has, and by which names. */
export async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
