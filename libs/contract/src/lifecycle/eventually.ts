import { setTimeout as sleep } from 'node:timers/promises';

import { ContractBreach } from '../breach.ts';

/** Twice the five seconds that the contract gives a server to end, for machines that are busy. */
const PATIENCE_MS = 10_000;

/** Asks again until `probe` has something to say. */
export async function eventually<T>(
  what: string,
  probe: () => T | undefined | Promise<T | undefined>,
  found: () => string = () => 'none',
): Promise<T> {
  const late = Date.now() + PATIENCE_MS;
  for (;;) {
    const answer = await probe();
    if (answer !== undefined) return answer;
    if (Date.now() > late) throw new ContractBreach(`after ${PATIENCE_MS} ms`, what, found());
    await sleep(10);
  }
}
