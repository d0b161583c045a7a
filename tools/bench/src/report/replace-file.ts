import { rename, writeFile } from 'node:fs/promises';

/** Whole or not at all: written beside and renamed, so that a reader, or a crash, never meets half a file. */
export async function replaceFile(file: string, text: string): Promise<void> {
  const partial = `${file}.${process.pid}.partial`;
  await writeFile(partial, text);
  await rename(partial, file);
}
