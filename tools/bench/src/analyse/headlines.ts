import type { RowComparison } from '../schema/comparison.ts';
import { confidenceInPercent, hasInterval, isKnown, type KnownFigure } from '../schema/figure.ts';
import type { Headline } from '../schema/headline.ts';
import type { Row, RowGenerator } from '../schema/report.ts';
import { formatQuantity } from '../text/format.ts';
import { shorten, toPlainText } from '../text/plain-text.ts';
import { LABEL_LIMIT } from './comparisons.ts';
import { generatorOf, nameWithVersion } from './generator-of.ts';
import {
  type Group,
  type GroupIdentity,
  groupRows,
  isRanked,
  sameGroup,
  searchesCapacity,
} from './groups.ts';

/** Servers compared with the first in words; the ranking has the rest. */
const comparedLimit = 4;

/** Of the intervals in reports of older versions, which do not say it. */
const NOMINAL_CONFIDENCE = 0.95;

function comparisonSentences(group: Group, comparisons: readonly RowComparison[]): string[] {
  return comparisons
    .filter((each) => sameGroup(each, group) && each.runId === group.runIds[0])
    .slice(0, comparedLimit)
    .flatMap((each) => (each.state === 'known' ? [each.sentence] : []));
}

function identityOf({ scenario, launcher, cpus }: Group): GroupIdentity {
  return { scenario, launcher, ...(cpus !== undefined && { cpus }) };
}

/** The capacity of the first, and what stands behind it. */
function capacityHeadlineOf(
  group: Group,
  rows: readonly Row[],
  compared: readonly RowComparison[],
): Headline {
  const of = identityOf(group);
  const best = rows.find(isRanked);
  const capacity = best?.capacity;
  if (!best || capacity?.state !== 'found' || !isKnown(capacity.requestsPerSecond)) {
    return { ...of, claim: 'No server has a capacity that can be ranked.', details: [] };
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
    ...of,
    claim: `${shorten(toPlainText(best.label), LABEL_LIMIT)} holds ${formatQuantity(requestsPerSecond.median)} requests a second with p99 under ${p99LimitMs}\u00a0ms.`,
    details: [
      ...intervalSentence(requestsPerSecond, 'requests/s'),
      ...(isKnown(cpu) ? [`A request costs ${formatQuantity(cpu.median)}\u00a0µs of CPU at that rate.`] : []),
      ...headroom,
      ...comparisonSentences(group, compared),
    ],
  };
}

/** The highest rate, and by whom. */
function saturationHeadlineOf(
  group: Group,
  rows: readonly Row[],
  compared: readonly RowComparison[],
  generator: RowGenerator,
): Headline {
  const of = identityOf(group);
  const by = nameWithVersion(generator);
  const best = rows.find(isRanked);
  if (!best || !isKnown(best.requestsPerSecond)) {
    return { ...of, claim: `No server has a rate under ${by} that can be ranked.`, details: [] };
  }
  const rate = best.requestsPerSecond;
  const [cpu, own] = [best.cpuMicrosPerRequest, best.generator?.cpuMicrosPerRequest];
  return {
    ...of,
    claim: `${shorten(toPlainText(best.label), LABEL_LIMIT)} answers ${formatQuantity(rate.median)} requests a second of ${by}.`,
    details: [
      ...intervalSentence(rate, 'requests/s'),
      ...(isKnown(cpu) && own && isKnown(own)
        ? [
            `A request costs ${formatQuantity(cpu.median)}\u00a0µs of CPU then, and the generator ${formatQuantity(own.median)}\u00a0µs.`,
          ]
        : []),
      ...comparisonSentences(group, compared),
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
function headlineOf(group: Group, compared: readonly RowComparison[]): Headline {
  const of = identityOf(group);
  const rows = group.rows.filter((row) => row.runId === group.runIds[0]);
  if (searchesCapacity(rows)) return capacityHeadlineOf(group, rows, compared);
  const generator = generatorOf(rows);
  if (generator) return saturationHeadlineOf(group, rows, compared, generator);
  const best = rows.find(isRanked);
  if (!best || !isKnown(best.cpuMicrosPerRequest)) {
    const claim = 'No server has a CPU time per request that can be ranked.';
    return { ...of, claim, details: [] };
  }
  const figure = best.cpuMicrosPerRequest;
  const name = shorten(toPlainText(best.label), LABEL_LIMIT);
  return {
    ...of,
    claim: `${name} serves a request for ${formatQuantity(figure.median)}\u00a0µs of CPU.`,
    details: [...intervalSentence(figure, 'µs'), ...comparisonSentences(group, compared)],
  };
}

/** A headline for each table, from the rows and how they compare. */
export function headlinesOf(rows: readonly Row[], comparisons: readonly RowComparison[]): Headline[] {
  return groupRows({ rows }).map((group) => headlineOf(group, comparisons));
}
