import { hasInterval, isKnown, type KnownFigure } from '../../schema/figure.ts';
import type { MeasuredRow, Row } from '../../schema/report.ts';
import { formatFactor, formatQuantity } from '../format.ts';
import { shorten, toPlainText } from '../plain-text.ts';
import { type Group, rankOf } from './groups.ts';

const labelLimit = 40;
/** Servers that the sentence names after the first; the ranking has the rest. */
const namedLimit = 4;

type RankedRow = MeasuredRow & { cpuMicrosPerRequest: KnownFigure };

function nameOf(row: Row): string {
  return shorten(toPlainText(row.label), labelLimit);
}

function isRanked(row: Row): row is RankedRow {
  return row.status === 'measured' && isKnown(row.cpuMicrosPerRequest) && Number.isFinite(rankOf(row));
}

function listed(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}

/** Of medians alone: how sure the difference is, the intervals in the chart show. */
function factorOf(row: RankedRow, best: RankedRow): string {
  return formatFactor(row.cpuMicrosPerRequest.median / best.cpuMicrosPerRequest.median);
}

function overlaps(a: KnownFigure, b: KnownFigure): boolean {
  return hasInterval(a) && hasInterval(b) && a.low <= b.high && b.low <= a.high;
}

/** What the ranking says, in words: `claim` about the first server, `detail` on how the others compare. */
export interface Headline {
  claim: string;
  detail: string;
}

/** Only rows of the group's first run are compared. */
export function headlineOf(group: Group): Headline {
  const rows = group.rows.filter((row) => row.runId === group.runIds[0]);
  const [best, ...others] = rows.filter(isRanked);
  if (!best) return { claim: 'No server has a CPU time per request that can be ranked.', detail: '' };
  const figure = best.cpuMicrosPerRequest;
  const interval = hasInterval(figure)
    ? `95\u00a0% interval ${formatQuantity(figure.low)} to ${formatQuantity(figure.high)}.`
    : '';
  const factors = others
    .slice(0, namedLimit)
    .map((row) =>
      overlaps(row.cpuMicrosPerRequest, figure)
        ? `${nameOf(row)} about as much (the intervals overlap)`
        : `${nameOf(row)} takes ${factorOf(row, best)}\u00a0times that`,
    );
  const rest = others.length - factors.length;
  const sentence = listed(rest > 0 ? [...factors, `${rest} more servers take more`] : factors);
  return {
    claim: `${nameOf(best)} serves a request for ${formatQuantity(figure.median)}\u00a0µs of CPU.`,
    detail: [interval, sentence && `${sentence}.`].filter((part) => part !== '').join(' '),
  };
}
