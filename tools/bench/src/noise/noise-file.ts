import { readFile } from 'node:fs/promises';
import { BenchError } from '../errors/bench-error.ts';
import { type Noise, type NoiseOfFigure, noiseSchema } from '../schema/noise.ts';
import type { PinningNoise } from '../schema/pinning.ts';
import type { NoiseFloor } from '../schema/provenance.ts';

/** By how much two runs of the same thing differed on this machine; undefined when that was never measured. @throws NOISE_INVALID */
export async function noiseFloorBetweenRuns(path: string): Promise<NoiseFloor | undefined> {
  const noise = await readNoise(path);
  return (
    noise && {
      scenario: noise.scenario,
      shares: sharesOf(noise, ({ betweenRuns, withinRun }) => floorOf(betweenRuns ?? withinRun)),
    }
  );
}

/** By how much a server differed from itself in one run at most; undefined when that was never measured. @throws NOISE_INVALID */
export async function noiseFloorWithinRun(path: string): Promise<NoiseFloor | undefined> {
  const noise = await readNoise(path);
  return (
    noise && { scenario: noise.scenario, shares: sharesOf(noise, ({ withinRun }) => floorOf(withinRun)) }
  );
}

/** Whether pinning lowers the noise of this machine; undefined when that was never asked. @throws NOISE_INVALID */
export async function storedPinningNoise(path: string): Promise<PinningNoise | undefined> {
  return (await readNoise(path))?.pinning;
}

function sharesOf({ figures }: Noise, read: (noise: NoiseOfFigure) => number): NoiseFloor['shares'] {
  return Object.fromEntries(Object.entries(figures).map(([figure, noise]) => [figure, read(noise)]));
}

function floorOf({ upper, greatest }: NoiseOfFigure['withinRun']): number {
  return upper ?? greatest;
}

async function readNoise(path: string): Promise<Noise | undefined> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw thrown;
  }
  try {
    return noiseSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new BenchError(
      'NOISE_INVALID',
      `expected the noise floor of a machine in ${path}, found something else: ${(cause as Error).message}`,
      'Measure it again with the noise target of the suite, or remove the file.',
      { cause },
    );
  }
}
