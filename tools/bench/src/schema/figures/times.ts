import type { MeasuredRound } from '../round.ts';
import type { FigureColumn, FigureDefinition, FigureOfRounds } from './definition.ts';

interface StatisticDefinition {
  /** In words, where that is not its name. */
  label?: string;
  /** Of the latency; waiting and receiving have no columns. */
  meaning: string;
  column?: Pick<FigureColumn, 'header' | 'place' | 'spare'>;
  compared?: true;
  slug?: string;
  overRuns?: { title: string };
  /** Why a row is without it; absent where every row has it. */
  optional?: string;
}

/** What is known of a distribution of times. An entry makes three figures: of the latency, and of its two parts. */
export const statistics = {
  avg: {
    meaning: 'Mean time from sending a request to the last byte of its answer, by the generator.',
    column: { header: 'Avg (ms)', place: 50 },
  },
  p50: {
    meaning: 'Half of the requests took at most this long.',
    column: { header: 'p50 (ms)', place: 51 },
    compared: true,
    slug: 'latency-p50',
  },
  p90: { meaning: '90 % of the requests took at most this long.' },
  p95: {
    meaning: '95 % of the requests took at most this long.',
    column: { header: 'p95 (ms)', place: 52 },
    compared: true,
    slug: 'latency-p95',
  },
  p99: {
    meaning: '99 % of the requests took at most this long.',
    column: { header: 'p99 (ms)', place: 53 },
    compared: true,
    slug: 'latency-p99',
    overRuns: { title: 'p99 latency, ms' },
  },
  p999: {
    label: 'p99.9',
    meaning: '99.9 % of the requests took at most this long: a rare pause shows here, where p99 does not.',
    column: { header: 'p99.9 (ms)', place: 54, spare: true },
    optional: 'the version that measured did not keep it',
  },
  max: { meaning: 'No request took longer.' },
} as const satisfies Record<string, StatisticDefinition>;

export type Statistic = keyof typeof statistics;

/** The whole of a request, and the two parts of it that k6 tells apart. */
const parts = {
  latencyMs: { family: 'bench_latency_seconds', help: 'Request duration by the generator.', noun: 'latency' },
  waitingMs: {
    family: 'bench_waiting_seconds',
    help: 'Time to the first byte of the answer by k6.',
    noun: 'time to the first byte',
  },
  receivingMs: {
    family: 'bench_receiving_seconds',
    help: 'Time from the first to the last byte of the answer by k6.',
    noun: 'receiving time',
  },
} as const;

export type TimesKey = keyof typeof parts;
type TimesName<Key extends TimesKey, S extends string> = Key extends `${infer Part}Ms`
  ? `${Part}${Capitalize<S>}Ms`
  : never;

/** The figures of one distribution, `latencyP99Ms` and its like. */
export type TimesFigures<Key extends TimesKey> = {
  [S in Statistic as TimesName<Key, S>]: Key extends 'latencyMs'
    ? FigureOfRounds &
        ((typeof statistics)[S] extends { compared: true } ? { compared: object } : object) &
        ((typeof statistics)[S] extends { overRuns: object } ? { overRuns: object } : object)
    : FigureOfRounds;
};

export function timesFigures<Key extends TimesKey>(key: Key): TimesFigures<Key> {
  const names = Object.keys(statistics) as Statistic[];
  const figures = names.map((statistic) => [nameOf(key, statistic), figureOf(key, statistic)] as const);
  return Object.fromEntries(figures) as TimesFigures<Key>;
}

function nameOf(key: TimesKey, statistic: Statistic): string {
  return `${key.slice(0, -'Ms'.length)}${statistic[0]?.toUpperCase()}${statistic.slice(1)}Ms`;
}

function figureOf(key: TimesKey, statistic: Statistic): FigureDefinition {
  const { family, help, noun } = parts[key];
  const {
    label = statistic,
    meaning,
    optional,
    column,
    compared,
    slug,
    overRuns,
  }: StatisticDefinition = statistics[statistic];
  const base = {
    key: `${key}.${statistic}`,
    unit: 'ms',
    better: 'lower',
    noun: `${label} ${noun}`,
    meaning,
    metric: { family, help, statistic },
    missing,
    ...(optional && { optional }),
    ofRound: ({ load }: MeasuredRound) => (load.requests > 0 ? load[key]?.[statistic] : undefined),
  } as const;
  if (key !== 'latencyMs') return base;
  const latency = {
    ...base,
    invalidatedAs: key,
    ...(column && { column: { ...column, part: 'load' } as const }),
    ...(slug && { slug }),
    ...(overRuns && { overRuns }),
  } as const;
  return compared ? { ...latency, compared: { verb: 'has' } } : latency;

  function missing(rounds: readonly MeasuredRound[]): string {
    const wrk = rounds.every((round) => round.generator.program === 'wrk');
    return wrk && key !== 'latencyMs' ? 'wrk does not tell the parts of a latency' : 'no request was made';
  }
}
