import { scenarioOf } from '../schema/load-name.ts';

/** Loads whose RATE the executor chooses itself, one by one: `capacity`, `capacity-echo`, `capacity@quote`. */
export function searchesCapacity(load: string): boolean {
  return /^capacity(-|$)/.test(scenarioOf(load));
}
