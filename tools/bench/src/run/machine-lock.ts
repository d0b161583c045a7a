import { randomUUID } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { chmod, mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { lock } from 'proper-lockfile';
import { BenchError } from '../errors/bench-error.ts';
import { machineFolder } from '../system/notes.ts';
import { type ProcessState, stateOf } from '../system/process/identity.ts';
import { describeHolder, holderHere, type LockHolder, readHolder } from './lock-holder.ts';

const retryMs = 500;

export interface LockSpec {
  readonly workspaceRoot: string;
  /** How long another run may take to end. */
  readonly waitMs: number;
  readonly signal: AbortSignal;
  /** Told once, when there is a run to wait for. */
  readonly onWait: (holder: string) => void;
  /** Default: one for the whole machine. */
  readonly folder?: string;
}

interface Busy {
  readonly holder: LockHolder;
  readonly state: ProcessState;
}

/**
 * One run at a time on this machine, whichever workspace it comes from: two would measure each other. The lock goes
 * with its process, however that ends; one whose process is gone is taken over at once.
 * @returns the function that gives the lock back
 * @throws MACHINE_BUSY when another run has not ended in time, LOCK_UNUSABLE, or the reason of `signal`
 */
export async function lockMachine(spec: LockSpec): Promise<() => void> {
  const { workspaceRoot, waitMs, signal, onWait, folder = machineFolder() } = spec;
  const file = join(folder, 'holder.json');
  const own = await holderHere(randomUUID(), workspaceRoot);
  const deadline = performance.now() + waitMs;
  let told = false;
  for (;;) {
    signal.throwIfAborted();
    const busy = await take(folder, file, own);
    if (busy === undefined) return held(file, own);
    if (performance.now() >= deadline) throw machineBusy(busy, waitMs, file);
    if (!told) onWait(describeHolder(busy.holder));
    told = true;
    await sleep(retryMs, undefined, { signal }).catch(() => signal.throwIfAborted());
  }
}

/** @returns who has it, or undefined when it is ours */
async function take(folder: string, file: string, own: LockHolder): Promise<Busy | undefined> {
  try {
    await mkdir(folder, { recursive: true });
    // For the next user of this machine; the one who made it alone may do that.
    await chmod(folder, 0o777).catch(() => {});
    // Held for the moment of looking and writing alone, so its age does tell when its process was killed.
    const release = await lock(folder, {
      lockfilePath: join(folder, 'guard'),
      stale: 10_000,
      retries: { retries: 200, minTimeout: 20, maxTimeout: 100 },
      onCompromised: () => {},
    });
    try {
      const holder = await readHolder(file);
      const state = holder && (await stateOf(holder));
      if (holder && state && state !== 'ended') return { holder, state };
      const written = `${file}.new`;
      await writeFile(written, `${JSON.stringify(own)}\n`);
      await rename(written, file);
      return undefined;
    } finally {
      await release();
    }
  } catch (cause) {
    throw new BenchError(
      'LOCK_UNUSABLE',
      `expected to read and write the lock of this machine in ${folder}, found: ${(cause as Error).message}`,
      'Give this user the right to write there, or remove the folder when no bench runs.',
      { cause },
    );
  }
}

/** Also at the exit of a process that had no time to give it back. */
function held(file: string, { id }: LockHolder): () => void {
  const giveBack = () => {
    process.off('exit', giveBack);
    try {
      if (JSON.parse(readFileSync(file, 'utf8')).id === id) rmSync(file);
    } catch {
      // Removed by hand: there is nothing to give back.
    }
  };
  process.on('exit', giveBack);
  return giveBack;
}

function machineBusy({ holder, state }: Busy, waitMs: number, file: string): BenchError {
  const found = `another bench has held this machine for the ${waitMs / 1000} s that this one waited: ${describeHolder(holder)}`;
  return state === 'running'
    ? new BenchError(
        'MACHINE_BUSY',
        found,
        `Two at once measure each other. Wait longer (--wait=10m), or end the other: kill -INT ${holder.pid}`,
      )
    : new BenchError(
        'MACHINE_BUSY',
        `${found}; its pid counts in another PID namespace, such as a container's, so whether it still runs is not to be seen from here`,
        `Look for it there. When it has ended, remove ${file}.`,
      );
}
