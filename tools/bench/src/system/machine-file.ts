import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { Baseline } from '../schema/baseline.ts';
import type { Noise } from '../schema/noise.ts';
import { renderJson } from '../text/json.ts';

/** Where `suite:noise` stores a machine's noise, and every later run of it looks. */
export const NOISE_FILE = 'results/noise-{fingerprint}.json';

/** `{fingerprint}` in the option stands for the machine, so that files of several machines lie side by side. */
export function machineFilePath(file: string, workspaceRoot: string, fingerprint: string): string {
  return resolve(workspaceRoot, file.replaceAll('{fingerprint}', fingerprint));
}

export async function writeMachineFile(path: string, content: Baseline | Noise): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, renderJson(content));
}
