import { readFile } from 'node:fs/promises';
import { BenchError } from '../errors/bench-error.ts';
import type { Thresholds } from '../gate/change.ts';
import type { ComparedFigureName } from '../schema/compared-figure.ts';
import { noiseSchema } from '../schema/noise.ts';

/** By how much two runs of the same thing differed at most on this machine; empty when that was never measured. @throws NOISE_INVALID */
export async function noiseFloorOf(path: string): Promise<Thresholds> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw thrown;
  }
  try {
    const { figures } = noiseSchema.parse(JSON.parse(text));
    return Object.fromEntries(
      Object.entries(figures).map(([figure, noise]) => [
        figure as ComparedFigureName,
        (noise.betweenRuns ?? noise.withinRun).greatest,
      ]),
    );
  } catch (cause) {
    throw new BenchError(
      'NOISE_INVALID',
      `expected the noise floor of a machine in ${path}, found something else: ${(cause as Error).message}`,
      'Measure it again with the noise target of the suite, or remove the file.',
      { cause },
    );
  }
}
