import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { renderJson } from '../report/json.ts';
import type { Baseline } from '../schema/baseline.ts';
import type { Noise } from '../schema/noise.ts';

/** `{fingerprint}` in the option stands for the machine, so that files of several machines lie side by side. */
export function machineFilePath(file: string, workspaceRoot: string, fingerprint: string): string {
  return resolve(workspaceRoot, file.replaceAll('{fingerprint}', fingerprint));
}

export async function writeMachineFile(path: string, content: Baseline | Noise): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, renderJson(content));
}
