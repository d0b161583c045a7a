import { z } from 'zod';

const duration = z.string().transform(millisecondsOf).nullish();

const scenario = z.object({
  executor: z.string(),
  startTime: duration,
  duration,
  maxDuration: duration,
  stages: z.array(z.object({ duration })).nullish(),
});

const inspected = z.object({ scenarios: z.record(z.string(), scenario) });

/** Of `shared-iterations` and `per-vu-iterations`, by k6. */
const DEFAULT_MAX_DURATION_MS = 600_000;

/**
 * When the last scenario ends by its own duration, in ms since the first one began: without graceful stop. From what
 * `k6 inspect --execution-requirements` prints; undefined where that tells no end.
 */
export function plannedLoadMs(json: unknown): number | undefined {
  const { data } = inspected.safeParse(json);
  if (data === undefined) return undefined;
  const ends = Object.values(data.scenarios).map(endOf);
  return ends.length === 0 || ends.includes(undefined) ? undefined : Math.max(...ends.map((end) => end!));
}

function endOf({
  executor,
  startTime,
  duration,
  maxDuration,
  stages,
}: z.infer<typeof scenario>): number | undefined {
  const start = startTime ?? 0;
  if (executor.endsWith('-iterations')) return start + (maxDuration ?? DEFAULT_MAX_DURATION_MS);
  if (stages) return start + stages.reduce((sum, stage) => sum + (stage.duration ?? 0), 0);
  return duration ? start + duration : undefined;
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
