import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEach } from 'vitest';
import { readHolder } from '../src/run/lock-holder.ts';
import { machineFolder } from '../src/system/notes.ts';
import { stateOf } from '../src/system/process/identity.ts';

const patienceMs = 900_000;

/** A bench of somebody else on this machine has the lock for minutes: no test's own time runs while it waits for that. */
beforeEach(async () => {
  const deadline = performance.now() + patienceMs;
  while (performance.now() < deadline) {
    const holder = await readHolder(join(machineFolder(), 'holder.json'));
    if (holder === undefined || (await stateOf(holder)) !== 'running') return;
    await sleep(500);
  }
}, patienceMs + 10_000);
