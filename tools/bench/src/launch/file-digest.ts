import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';

/** SHA-256 of a file; `absent` when there is none. */
export async function fileDigest(file: string): Promise<string> {
  const content = await readFile(file).catch(() => undefined);
  return content === undefined ? 'absent' : createHash('sha256').update(content).digest('hex');
}
