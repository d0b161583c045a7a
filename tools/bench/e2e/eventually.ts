import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readHolder } from '../src/run/lock-holder.ts';
import { machineFolder } from '../src/system/notes.ts';
import { stateOf } from '../src/system/process/identity.ts';

/** Of each workspace that a test makes. */
export const workspacePrefix = 'bench-e2e-';

/** Who holds the lock of this machine; undefined when nobody does. */
export const lockHolder = () => readHolder(join(machineFolder(), 'holder.json'));

/**
 * Waits until `condition` gives a value; bounded, so that a test fails instead of hanging. The minute is one in which no bench
 * but the tests' own has the machine: ours wait for one that somebody else has started meanwhile.
 */
export async function eventually<T>(
  condition: () => T | undefined | false | Promise<T | undefined | false>,
  what: string,
): Promise<T> {
  for (let left = 600; left > 0; ) {
    const value = await condition();
    if (value) return value;
    await sleep(100);
    if (!(await isHeldByAnother())) left -= 1;
  }
  throw new Error(`expected within a minute: ${what}`);
}

async function isHeldByAnother(): Promise<boolean> {
  const holder = await lockHolder();
  if (holder === undefined || basename(holder.workspaceRoot).startsWith(workspacePrefix)) return false;
  return (await stateOf(holder)) === 'running';
}
