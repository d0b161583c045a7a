import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lock } from 'proper-lockfile';
import { BenchError } from '../errors/bench-error.ts';

const patienceMs = 60_000;

/**
 * One run at a time on this machine, whichever workspace it comes from: two would measure each other.
 * A lock whose holder is gone is taken over. @returns the function that gives the lock back
 * @throws MACHINE_BUSY when another run has not ended within a minute
 */
export async function lockMachine(onWait: () => void): Promise<() => Promise<void>> {
  const folder = join(tmpdir(), 'wasi-bench');
  await mkdir(folder, { recursive: true, mode: 0o777 });
  const take = (retries: number) =>
    lock(folder, { stale: 10_000, retries: { retries, minTimeout: 1000, maxTimeout: 1000 } });
  try {
    return await take(0);
  } catch {
    onWait();
  }
  try {
    return await take(patienceMs / 1000);
  } catch (cause) {
    throw new BenchError(
      'MACHINE_BUSY',
      `another bench has held the lock ${folder}.lock for more than ${patienceMs / 1000} s`,
      'Wait until it has ended: two at once measure each other. A lock left by a dead run is taken over by itself after 10 s.',
      { cause },
    );
  }
}
