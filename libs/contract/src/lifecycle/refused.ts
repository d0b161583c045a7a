import type { Target } from '../case.ts';
import { Connection } from '../wire/connection.ts';
import { eventually } from './eventually.ts';

/** Waits until nobody accepts connections there any more. */
export function refused(target: Target): Promise<true> {
  return eventually('new connections to be refused', async () => {
    try {
      (await Connection.open(target)).drop();
      return undefined;
    } catch {
      return true;
    }
  });
}
