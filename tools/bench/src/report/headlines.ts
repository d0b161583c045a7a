import { effectSize } from '../analyse/effect-size.ts';
import type { ComparedFigureName } from '../schema/compared-figure.ts';
import { confidenceInPercent, hasInterval, isKnown, type KnownFigure } from '../schema/figure.ts';
import type { MeasuredRow, Report, Row, RowGenerator } from '../schema/report.ts';
import type { Result } from '../schema/result.ts';
import { formatQuantity } from './format.ts';
import { shorten, toPlainText } from './plain-text.ts';
import { generatorOf, nameWithVersion } from './view/generator.ts';
import { type Group, groupRows, rankOf, searchesCapacity } from './view/groups.ts';
import type { Headline } from './view/headline.ts';

const labelLimit = 40;
/** Servers compared with the first in words; the ranking has the rest. */
const comparedLimit = 4;

/** Of the intervals in reports of older versions, which do not say it. */
const NOMINAL_CONFIDENCE = 0.95;

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

function comparisons(
  best: Row,
  others: readonly Row[],
  results: readonly Result[],
  figure: ComparedFigureName = 'cpuMicrosPerRequest',
): string[] {
  const reference = resultOf(best, results);
  if (!reference) return [];
  return others.slice(0, comparedLimit).flatMap((row) => {
    const subject = resultOf(row, results);
    if (!subject) return [];
    const { scenario } = row;
    const effect = effectSize({ subject, reference, scenario, figure });
    return effect.state === 'known' ? [effect.sentence] : [];
  });
}

/** The capacity of the first, and what stands behind it. */
function capacityHeadlineOf(
  { scenario, launcher }: Group,
  rows: readonly Row[],
  results: readonly Result[],
): Headline {
  const [best, ...others] = rows.filter((row) => row.status === 'measured' && Number.isFinite(rankOf(row)));
  const capacity = best?.status === 'measured' ? best.capacity : undefined;
  if (
    !best ||
    best.status !== 'measured' ||
    capacity?.state !== 'found' ||
    !isKnown(capacity.requestsPerSecond)
  ) {
    return { scenario, launcher, claim: 'No server has a capacity that can be ranked.', details: [] };
  }
  const { requestsPerSecond, p99LimitMs, generatorCores, idleCores } = capacity;
  const cpu = best.cpuMicrosPerRequest;
  const headroom =
    isKnown(generatorCores) && isKnown(idleCores)
      ? [
          `At that rate k6 used ${formatQuantity(generatorCores.median)} cores, and ${formatQuantity(idleCores.median)} were idle.`,
        ]
      : [];
  return {
    scenario,
    launcher,
    claim: `${shorten(toPlainText(best.label), labelLimit)} holds ${formatQuantity(requestsPerSecond.median)} requests a second with p99 under ${p99LimitMs}\u00a0ms.`,
    details: [
      ...intervalSentence(requestsPerSecond, 'requests/s'),
      ...(isKnown(cpu) ? [`A request costs ${formatQuantity(cpu.median)}\u00a0µs of CPU at that rate.`] : []),
      ...headroom,
      ...comparisons(best, others, results, 'capacityRequestsPerSecond'),
    ],
  };
}

/** The highest rate, and by whom. */
function saturationHeadlineOf(
  { scenario, launcher }: Group,
  rows: readonly Row[],
  results: readonly Result[],
  generator: RowGenerator,
): Headline {
  const by = nameWithVersion(generator);
  const [best, ...others] = rows.filter((row) => row.status === 'measured' && Number.isFinite(rankOf(row)));
  if (best?.status !== 'measured' || !isKnown(best.requestsPerSecond)) {
    return { scenario, launcher, claim: `No server has a rate under ${by} that can be ranked.`, details: [] };
  }
  const rate = best.requestsPerSecond;
  const [cpu, own] = [best.cpuMicrosPerRequest, best.generator?.cpuMicrosPerRequest];
  return {
    scenario,
    launcher,
    claim: `${shorten(toPlainText(best.label), labelLimit)} answers ${formatQuantity(rate.median)} requests a second of ${by}.`,
    details: [
      ...intervalSentence(rate, 'requests/s'),
      ...(isKnown(cpu) && own && isKnown(own)
        ? [
            `A request costs ${formatQuantity(cpu.median)}\u00a0µs of CPU then, and the generator ${formatQuantity(own.median)}\u00a0µs.`,
          ]
        : []),
      ...comparisons(best, others, results, 'requestsPerSecond'),
    ],
  };
}

function intervalSentence(figure: KnownFigure, unit: string): string[] {
  return hasInterval(figure)
    ? [
        `${confidenceInPercent(figure.confidence ?? NOMINAL_CONFIDENCE)}\u00a0% interval ${formatQuantity(figure.low)} to ${formatQuantity(figure.high)}\u00a0${unit}.`,
      ]
    : [`No interval: ${figure.noInterval}.`];
}

/** Only rows of the group's first run are compared. */
function headlineOf(group: Group, results: readonly Result[]): Headline {
  const { scenario, launcher } = group;
  const rows = group.rows.filter((row) => row.runId === group.runIds[0]);
  if (searchesCapacity(rows)) return capacityHeadlineOf(group, rows, results);
  const generator = generatorOf(rows);
  if (generator) return saturationHeadlineOf(group, rows, results, generator);
  const [best, ...others] = rows.filter(isRanked);
  if (!best) {
    const claim = 'No server has a CPU time per request that can be ranked.';
    return { scenario, launcher, claim, details: [] };
  }
  const figure = best.cpuMicrosPerRequest;
  const name = shorten(toPlainText(best.label), labelLimit);
  return {
    scenario,
    launcher,
    claim: `${name} serves a request for ${formatQuantity(figure.median)}\u00a0µs of CPU.`,
    details: [...intervalSentence(figure, 'µs'), ...comparisons(best, others, results)],
  };
}

export function headlinesOf(report: Report, results: readonly Result[]): Headline[] {
  return groupRows(report).map((group) => headlineOf(group, results));
}
