import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEach } from 'vitest';
import { stateOf } from '../src/system/process/identity.ts';
import { lockHolder } from './eventually.ts';

const patienceMs = 900_000;

/** A bench of somebody else on this machine has the lock for minutes: no test's own time runs while it waits for that. */
beforeEach(async () => {
  const deadline = performance.now() + patienceMs;
  while (performance.now() < deadline) {
    const holder = await lockHolder();
    if (holder === undefined || (await stateOf(holder)) !== 'running') return;
    await sleep(500);
  }
}, patienceMs + 10_000);
