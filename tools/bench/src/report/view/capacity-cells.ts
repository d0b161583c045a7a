import { isKnown } from '../../schema/figure.ts';
import type { RowCapacity } from '../../schema/report.ts';
import { formatQuantity } from '../format.ts';
import { type Cell, figureCell } from './cell.ts';

const none: Cell = { state: 'unavailable', reason: 'the scenario searches no capacity' };

/** A lower bound says so, and where the generator set it, is out of the ranking too. */
export function capacityCell(capacity: RowCapacity | undefined, invalidated: boolean): Cell {
  if (capacity === undefined) return none;
  if (capacity.state === 'none-held') return { state: 'unavailable', reason: whyNoCapacity(capacity) };
  if (capacity.state === 'found') {
    return figureCell(capacity.requestsPerSecond, formatQuantity, invalidated);
  }
  const cell = figureCell(capacity.atLeast, formatQuantity);
  return cell.state === 'known' ? { state: 'invalidated', text: `≥ ${cell.text}` } : cell;
}

export function headroomCell(capacity: RowCapacity | undefined): Cell {
  if (capacity === undefined) return none;
  if (capacity.state === 'none-held') return { state: 'unavailable', reason: whyNoCapacity(capacity) };
  const { generatorCores, idleCores } = capacity;
  if (!isKnown(generatorCores) || !isKnown(idleCores)) return figureCell(generatorCores, formatQuantity);
  return {
    state: 'known',
    text: `${formatQuantity(generatorCores.median)}, ${formatQuantity(idleCores.median)} idle`,
  };
}

/** Why there is no capacity to rank, or a bound of it alone. */
export function whyNoCapacity(capacity: Exclude<RowCapacity, { state: 'found' }>): string {
  switch (capacity.state) {
    case 'none-held':
      return (
        `p99 was above ${capacity.p99LimitMs} ms, or something dropped or failed, ` +
        `at the lowest rate tried, ${capacity.lowestTried} requests/s`
      );
    case 'generator-bound':
      return 'the generator may have given out before the server';
    case 'not-exceeded':
      return 'every rate that was tried was held';
  }
}
