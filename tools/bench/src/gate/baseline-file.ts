import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { BenchError } from '../errors/bench-error.ts';
import { type Baseline, baselineSchema } from '../schema/baseline.ts';

/** `{fingerprint}` in the option stands for the machine, so that baselines of several machines lie side by side. */
export function baselinePath(file: string, workspaceRoot: string, fingerprint: string): string {
  return resolve(workspaceRoot, file.replaceAll('{fingerprint}', fingerprint));
}

export async function writeBaseline(path: string, baseline: Baseline): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, `${JSON.stringify(baseline, undefined, 2)}\n`);
}

/** @throws BASELINE_MISSING, BASELINE_INVALID */
export async function readBaseline(path: string): Promise<Baseline> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    throw new BenchError(
      'BASELINE_MISSING',
      `option "file": expected a baseline in ${path}, found none`,
      'Store one with the baseline target of the suite, on this machine, from results that you trust.',
      { cause },
    );
  }
  try {
    return baselineSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new BenchError(
      'BASELINE_INVALID',
      `expected a baseline of schema version 1 in ${path}, found something else: ${(cause as Error).message}`,
      'Store it again with the baseline target of the suite.',
      { cause },
    );
  }
}
