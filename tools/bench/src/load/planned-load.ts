import { z } from 'zod';
import type { PlannedLoad } from '../schema/planned-load.ts';

const duration = z.string().transform(millisecondsOf).nullish();
const count = z.number().nullish();

const scenario = z.object({
  executor: z.string(),
  startTime: duration,
  duration,
  maxDuration: duration,
  stages: z.array(z.object({ duration, target: count })).nullish(),
  vus: count,
  startVUs: count,
  rate: count,
  startRate: count,
  timeUnit: duration,
});

type PlannedScenario = z.infer<typeof scenario>;

const inspected = z.object({
  paused: z.boolean().nullish(),
  rps: count,
  scenarios: z.record(z.string(), scenario),
  maxVUs: z.int().positive(),
});

/** What a script says of its load before it runs. */
export interface Plan {
  readonly load: PlannedLoad;
  /** When its last scenario ends by its own duration, in ms since the first one began: without graceful stop. */
  readonly end: { readonly state: 'known'; readonly afterMs: number } | { readonly state: 'none' };
  /** Whether k6 waits until somebody lets it go. */
  readonly isPaused: boolean;
}

/** Of `shared-iterations` and `per-vu-iterations`, by k6. */
const DEFAULT_MAX_DURATION_MS = 600_000;
/** Of `ramping-vus`, by k6. */
const DEFAULT_START_VUS = 1;

/** From what `k6 inspect --execution-requirements` prints; undefined where that is something else. */
export function planOf(json: unknown): Plan | undefined {
  const { data } = inspected.safeParse(json);
  const scenarios = Object.values(data?.scenarios ?? {});
  if (data === undefined || scenarios.length === 0) return undefined;
  const ends = scenarios.map(endOf);
  const end = ends.includes(undefined)
    ? ({ state: 'none' } as const)
    : ({ state: 'known', afterMs: Math.max(...ends.map((each) => each!)) } as const);
  const meanVus = meanVusOf(scenarios);
  const rates = scenarios.flatMap((each) => mostPerSecond(each) ?? []);
  return {
    load: {
      executors: [...new Set(scenarios.map(({ executor }) => executor))].sort(),
      mostVus: data.maxVUs,
      ...(meanVus !== undefined && { meanVus }),
      ...(rates.length > 0 && { mostIterationsPerSecond: rates.reduce((sum, rate) => sum + rate, 0) }),
      // 0 is none.
      ...(data.rps && { mostRequestsPerSecond: data.rps }),
    },
    end,
    isPaused: data.paused === true,
  };
}

function endOf({ executor, startTime, duration, maxDuration, stages }: PlannedScenario): number | undefined {
  const start = startTime ?? 0;
  if (executor.endsWith('-iterations')) return start + (maxDuration ?? DEFAULT_MAX_DURATION_MS);
  if (stages) return start + stages.reduce((sum, stage) => sum + (stage.duration ?? 0), 0);
  return duration ? start + duration : undefined;
}

/** Over the time from the first start to the last end; undefined where a rate, or a number of iterations beside others, decides it. */
function meanVusOf(scenarios: readonly PlannedScenario[]): number | undefined {
  const [first, ...others] = scenarios;
  if (others.length === 0 && first!.executor.endsWith('-iterations')) return first!.vus ?? 1;
  const times = scenarios.map((each) => ({ start: each.startTime ?? 0, end: endOf(each) }));
  const areas = scenarios.map(vuMillisecondsOf);
  if (areas.includes(undefined) || times.some(({ end }) => end === undefined)) return undefined;
  const lengthMs = Math.max(...times.map(({ end }) => end!)) - Math.min(...times.map(({ start }) => start));
  const mean = areas.reduce<number>((sum, area) => sum + area!, 0) / lengthMs;
  return mean > 0 ? mean : undefined;
}

function vuMillisecondsOf({
  executor,
  vus,
  startVUs,
  stages,
  duration,
}: PlannedScenario): number | undefined {
  if (executor === 'constant-vus' || executor === 'externally-controlled') {
    return duration ? (vus ?? 1) * duration : undefined;
  }
  if (executor !== 'ramping-vus') return undefined;
  let from = startVUs ?? DEFAULT_START_VUS;
  let area = 0;
  for (const { duration: length, target } of stages ?? []) {
    area += ((from + (target ?? 0)) / 2) * (length ?? 0);
    from = target ?? 0;
  }
  return area;
}

function mostPerSecond({ executor, rate, startRate, stages, timeUnit }: PlannedScenario): number | undefined {
  if (!executor.endsWith('-arrival-rate')) return undefined;
  const most = Math.max(rate ?? 0, startRate ?? 0, ...(stages ?? []).map(({ target }) => target ?? 0));
  return most > 0 ? (most / (timeUnit || 1000)) * 1000 : undefined;
}

const unitMs: Record<string, number> = {
  h: 3_600_000,
  m: 60_000,
  s: 1000,
  ms: 1,
  us: 1e-3,
  µs: 1e-3,
  ns: 1e-6,
};

/** Of Go's time.Duration, such as `1m30.5s`. */
function millisecondsOf(text: string): number {
  return [...text.matchAll(/([\d.]+)(ms|us|µs|ns|h|m|s)/g)].reduce(
    (sum, [, number, unit]) => sum + Number(number) * unitMs[unit!]!,
    0,
  );
}
