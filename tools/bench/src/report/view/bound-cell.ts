import type { Bound, BoundName } from '../../schema/bound.ts';
import type { Cell } from './cell.ts';

export const boundWords: Record<BoundName, string> = {
  'server-cpu': 'its CPU',
  'server-limit': 'its CPU limit',
  dependency: 'a dependency',
  generator: 'generator',
  vus: 'VUs',
  rate: 'rate',
  wait: 'a wait',
  unknown: 'unknown',
};

/** What sets the figures of a row, in a word or two. */
export function boundCell(bound: Bound | undefined): Cell {
  return bound
    ? {
        state: 'known',
        text: boundWords[bound.by],
        detail: bound.by === 'unknown' ? `to tell: ${bound.needs}` : bound.because,
      }
    : { state: 'unavailable', reason: 'an older version, which told no bound, made the report' };
}
