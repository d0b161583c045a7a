import { isKnown } from '../../schema/figure.ts';
import { type RowCapacity, whyNoCapacity } from '../../schema/row-parts.ts';
import { formatQuantity } from '../../text/format.ts';
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
