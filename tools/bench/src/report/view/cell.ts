import { type Figure, hasInterval, isKnown } from '../../schema/figure.ts';
import { formatInterval } from '../../text/format.ts';

/** What a table shows for one figure of one row. `text` carries no unit: that stands in the header. */
export type Cell =
  | {
      state: 'known';
      text: string;
      interval?: string;
      /** A clause on it, where there is room for one. */
      detail?: string;
    }
  /** A finding says that the figure means nothing about the server. */
  | { state: 'invalidated'; text: string }
  | { state: 'unavailable'; reason: string };

/** The interval is left out where both of its ends read like the median. */
export function figureCell(figure: Figure, format: (value: number) => string, invalidated = false): Cell {
  if (!isKnown(figure)) return { state: 'unavailable', reason: figure.unavailable };
  const text = format(figure.median);
  if (invalidated) return { state: 'invalidated', text };
  if (!hasInterval(figure)) return { state: 'known', text };
  return format(figure.low) === text && format(figure.high) === text
    ? { state: 'known', text }
    : { state: 'known', text, interval: formatInterval(figure.low, figure.high, format) };
}
