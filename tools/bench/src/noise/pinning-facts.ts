import type { PinningFacts } from '../pinning/choose.ts';
import { readPinnableCpus } from '../pinning/pinnable-cpus.ts';
import { readMachine } from '../system/machine.mjs';
import { machineFilePath, NOISE_FILE } from '../system/machine-file.ts';
import { storedPinningNoise } from './noise-file.ts';

/** What this machine and its noise file say on pinning. @throws NOISE_INVALID */
export async function readPinningFacts(workspaceRoot: string): Promise<PinningFacts> {
  const noiseFile = machineFilePath(NOISE_FILE, workspaceRoot, readMachine().fingerprint);
  return { cpus: readPinnableCpus(), measured: await storedPinningNoise(noiseFile) };
}
