import { effectSize } from '../analyse/effect-size.ts';
import { hasInterval, isKnown, type KnownFigure } from '../schema/figure.ts';
import type { MeasuredRow, Report, Row } from '../schema/report.ts';
import type { Result } from '../schema/result.ts';
import { formatQuantity } from './format.ts';
import { shorten, toPlainText } from './plain-text.ts';
import { type Group, groupRows, rankOf } from './view/groups.ts';
import type { Headline } from './view/headline.ts';

const labelLimit = 40;
/** Servers compared with the first in words; the ranking has the rest. */
const comparedLimit = 4;

type RankedRow = MeasuredRow & { cpuMicrosPerRequest: KnownFigure };

function isRanked(row: Row): row is RankedRow {
  return row.status === 'measured' && isKnown(row.cpuMicrosPerRequest) && Number.isFinite(rankOf(row));
}

function resultOf(row: Row, results: readonly Result[]): Result | undefined {
  const result = results.find(({ server, launcher, runId }) => {
    return server === row.server && launcher === row.launcher && runId === row.runId;
  });
  return result && { ...result, label: shorten(toPlainText(result.label), labelLimit) };
}

function comparisons(best: RankedRow, others: readonly RankedRow[], results: readonly Result[]): string[] {
  const reference = resultOf(best, results);
  if (!reference) return [];
  return others.slice(0, comparedLimit).flatMap((row) => {
    const subject = resultOf(row, results);
    if (!subject) return [];
    const { scenario } = row;
    const effect = effectSize({ subject, reference, scenario, figure: 'cpuMicrosPerRequest' });
    return effect.state === 'known' ? [effect.sentence] : [];
  });
}

/** Only rows of the group's first run are compared. */
function headlineOf(group: Group, results: readonly Result[]): Headline {
  const { scenario, launcher } = group;
  const rows = group.rows.filter((row) => row.runId === group.runIds[0]);
  const [best, ...others] = rows.filter(isRanked);
  if (!best) {
    const claim = 'No server has a CPU time per request that can be ranked.';
    return { scenario, launcher, claim, details: [] };
  }
  const figure = best.cpuMicrosPerRequest;
  const name = shorten(toPlainText(best.label), labelLimit);
  const interval = hasInterval(figure)
    ? [`95\u00a0% interval ${formatQuantity(figure.low)} to ${formatQuantity(figure.high)}\u00a0µs.`]
    : [`No interval: ${figure.noInterval}.`];
  return {
    scenario,
    launcher,
    claim: `${name} serves a request for ${formatQuantity(figure.median)}\u00a0µs of CPU.`,
    details: [...interval, ...comparisons(best, others, results)],
  };
}

export function headlinesOf(report: Report, results: readonly Result[]): Headline[] {
  return groupRows(report).map((group) => headlineOf(group, results));
}
