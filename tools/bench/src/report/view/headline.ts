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

/** What the ranking says, in words. Only rows of the group's first run are compared. */
export function headlineOf(group: Group): string {
  const rows = group.rows.filter((row) => row.runId === group.runIds[0]);
  const [best, ...others] = rows.filter(isRanked);
  if (!best) return 'No server has a CPU time per request that can be ranked.';
  const figure = best.cpuMicrosPerRequest;
  const interval = hasInterval(figure)
    ? `, 95 % interval ${formatQuantity(figure.low)}–${formatQuantity(figure.high)}`
    : '';
  const first = `${nameOf(best)} serves a request for ${formatQuantity(figure.median)} µs of CPU${interval}.`;
  if (others.length === 0) return first;
  const named = others.slice(0, namedLimit);
  const factors = named.map((row) =>
    overlaps(row.cpuMicrosPerRequest, figure)
      ? `${nameOf(row)} about as much (the intervals overlap)`
      : `${nameOf(row)} ${factorOf(row, best)} times that`,
  );
  const rest = others.length - named.length;
  return `${first} ${listed(rest > 0 ? [...factors, `${rest} more servers take more`] : factors)}.`;
}
