import type { Figure } from '../../schema/figure.ts';
import { isKnown } from '../../schema/figure.ts';
import type { Row } from '../../schema/report.ts';
import { formatQuantity } from '../../text/format.ts';

/** What stands below a table about the parts of its loads: the first two columns are names, the others numbers. */
export interface PartsTable {
  head: string[];
  body: string[][];
}

const head = ['Platform', 'Part', 'Share', 'Requests/s', 'p50 (ms)', 'p95 (ms)', 'p99 (ms)'];

/** One line for each part of each row, the largest share first; undefined where no load has parts. */
export function partsTable(rows: readonly Row[]): PartsTable | undefined {
  const body = rows.flatMap((row) => {
    if (row.status !== 'measured') return [];
    return [...(row.parts ?? [])]
      .sort((one, other) => other.share - one.share)
      .map(({ tag, value, share, requestsPerSecond, latencyMs }) => [
        row.label,
        tag === 'url' ? value : `${tag} ${value}`,
        percent(share),
        ...[requestsPerSecond, latencyMs.p50, latencyMs.p95, latencyMs.p99].map(median),
      ]);
  });
  return body.length === 0 ? undefined : { head, body };
}

/** Of each row whose requests are partly those to the places that others were sent on to. */
export function redirectLines(rows: readonly Row[]): string[] {
  return rows.flatMap((row) => {
    if (row.status !== 'measured' || row.redirects === undefined) return [];
    const { share, pagesPerSecond } = row.redirects;
    return [
      `${row.label}: ${percent(share)} of the requests are redirects that k6 followed. Requests/s counts each hop; pages/s without them: ${median(pagesPerSecond)}.`,
    ];
  });
}

const percent = (share: number) => `${formatQuantity(share * 100)} %`;

const median = (figure: Figure) => (isKnown(figure) ? formatQuantity(figure.median) : '–');
