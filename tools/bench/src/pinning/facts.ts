import { machineFilePath, NOISE_FILE } from '../gate/machine-file.ts';
import { storedPinningNoise } from '../noise/noise-file.ts';
import { readMachine } from '../system/machine.mjs';
import type { PinningFacts } from './choose.ts';
import { readPinnableCpus } from './pinnable-cpus.ts';

/** What this machine and its noise file say on pinning. @throws NOISE_INVALID */
export async function readPinningFacts(workspaceRoot: string): Promise<PinningFacts> {
  const noiseFile = machineFilePath(NOISE_FILE, workspaceRoot, readMachine().fingerprint);
  return { cpus: readPinnableCpus(), measured: await storedPinningNoise(noiseFile) };
}
