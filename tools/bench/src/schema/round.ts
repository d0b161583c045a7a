import { z } from 'zod';
import { accountSchema } from './account.ts';
import { capacitySearchSchema } from './capacity.ts';
import { failureSchema } from './failure.ts';
import { loadPartSchema } from './load-part.ts';
import { plannedLoadSchema } from './planned-load.ts';
import { type Trend, trendSchema } from './trend.ts';

/** The programs that can make a load: wrk that of the scenario `saturation`, k6 all others. */
export const generatorNames = ['k6', 'wrk'] as const;

/** What the generator counted in one measurement; every number is its own. */
export const loadSummarySchema = z.object({
  /** Of the load's own time. */
  requests: z.int().nonnegative(),
  requestsPerSecond: z.number().nonnegative(),
  /** Absent where the script has k6 call no status a failure: `http.setResponseCallback(null)`. */
  failedRequests: z.int().nonnegative().optional(),
  failedChecks: z.int().nonnegative(),
  iterations: z.int().nonnegative(),
  droppedIterations: z.int().nonnegative(),
  /** Most virtual users at once; k6 counts them once a second, so a load of a second may end without it. */
  vusMax: z.int().nonnegative().optional(),
  latencyMs: trendSchema,
  /** These four by k6 alone. */
  waitingMs: trendSchema.optional(),
  receivingMs: trendSchema.optional(),
  blockedMs: trendSchema.optional(),
  iterationMs: trendSchema.optional(),
  receivedBytes: z.number().nonnegative(),
  /** Of these requests, answers that sent k6 elsewhere, where it went: `requests` counts both. Absent where none is known of. */
  redirectShare: z.number().positive().max(1).optional(),
  /** Where the script makes several of its load, by names, groups or tags. */
  parts: z.array(loadPartSchema).optional(),
});

/** CPU throttling by a cgroup quota during the load: cgroup v2 `cpu.stat`, v1 `cpu.stat`. */
export const throttlingSchema = z.object({
  throttledPeriods: z.int().nonnegative(),
  totalPeriods: z.int().nonnegative(),
  throttledMicros: z.number().nonnegative(),
});

/**
 * The most CPU that a server may use: a quota of its cgroup (cores × period in each period), or the number of CPUs that it may
 * run on.
 */
export const serverCpuLimitSchema = z.discriminatedUnion('by', [
  z.object({
    by: z.literal('quota'),
    cores: z.number().positive(),
    periodMs: z.number().positive().optional(),
  }),
  z.object({ by: z.literal('cpuset'), cores: z.int().positive() }),
]);

/** A point within the measurement: the server's process tree `atMs` after the generator was started. */
export const sampleSchema = z.object({
  atMs: z.number().nonnegative(),
  /** CPU time since the last sample divided by wall time: 1 is one busy core. */
  serverCores: z.number().nonnegative(),
  rssBytes: z.number().nonnegative(),
  /** Requests that k6 has counted so far; absent where its API gave no answer in time. */
  requests: z.number().nonnegative().optional(),
});

/** Of `mostForeignCores`: long against the clock tick of 10 ms that idle time is counted in, short against a round. */
export const MOST_FOREIGN_STRETCH_MS = 500;

/** The warm-up of a launch that went on until CPU per request was level, or was ended by `maxWarmup`. */
export const warmUpSchema = z.discriminatedUnion('state', [
  z.object({
    state: z.literal('level'),
    /** Length of the load. */
    durationMs: z.number().positive(),
    /** From the first request to the end of the first second whose CPU per request was within 10 % of the level. */
    fullSpeedMs: z.number().positive(),
    cpuMicrosPerRequest: z.object({ first: z.number().nonnegative(), level: z.number().nonnegative() }),
  }),
  z.object({ state: z.literal('capped'), durationMs: z.number().positive() }),
  /** It took as long as it may, and the generator told no count of requests. */
  z.object({ state: z.literal('unknown'), durationMs: z.number().positive() }),
]);

/** By how much the runners of one load began apart, ms. */
export const startSkewSchema = z.discriminatedUnion('state', [
  z.object({ state: z.literal('known'), atMostMs: z.number().nonnegative() }),
  z.object({ state: z.literal('unknown'), reason: z.string().min(1) }),
]);

/** How far a merged percentile can be off, as a share of it; 0.01 is 1 %. */
const errorShare = z.number().nonnegative();

export const errorSharesSchema = z.object({
  p50: errorShare,
  p90: errorShare,
  p95: errorShare,
  p99: errorShare,
  p999: errorShare,
});

/** Where the percentiles of a load come from. */
export const percentilesSchema = z.discriminatedUnion('from', [
  /** One generator has seen all requests. */
  z.object({ from: z.literal('samples') }),
  /** The distributions of several runners, each told by a grid of quantiles, were added up. */
  z.object({
    from: z.literal('quantile-grids'),
    runners: z.int().min(2),
    /** In each runner's grid. */
    quantiles: z.int().positive(),
    /** Strict bounds of the latency's percentiles. */
    latencyErrorShareAtMost: errorSharesSchema,
  }),
]);

/** One of the processes of k6 that made a load together. */
export const runnerSchema = z.object({
  /** CPU time of its process, µs, its start-up included. */
  cpuMicros: z.number().nonnegative(),
  /** Mean busy cores of it while the load ran, lead-in included. */
  cores: z.number().nonnegative(),
  /** The most CPU that it may use, in cores; absent where it has its whole machine. */
  limitCores: z.number().positive().optional(),
  /** All that it counted, `setup()` and `teardown()` included. */
  requests: z.int().nonnegative(),
  /** Its own summary, relative to the folder of result.json. */
  k6SummaryFile: z.string(),
});

/** What a dependency of the server did while the load ran, by an account of its own. */
export const roundDependencySchema = z.object({
  name: z.string(),
  account: accountSchema.shape.kind,
  /** CPU time during the load, µs. */
  cpuMicros: z.number().nonnegative(),
  /** Most that the resident set sizes of its processes came to, four times a second. */
  rssPeakBytes: z.number().nonnegative(),
  /** That it was given; absent where it had the machine. */
  cpuLimit: serverCpuLimitSchema.optional(),
  throttling: throttlingSchema.optional(),
  /** Whether it could be used when the load was over, by its own "ready". */
  afterLoad: z.discriminatedUnion('state', [
    z.object({ state: z.literal('ready') }),
    z.object({ state: z.literal('not-ready'), found: z.string().min(1) }),
  ]),
});

const roundBase = {
  /** 0-based round of this server. */
  round: z.int().nonnegative(),
  /** 0-based place in the run's shuffled order over all servers. */
  position: z.int().nonnegative(),
  scenario: z.string(),
  startedAt: z.iso.datetime(),
};

export const scriptExceptionsSchema = z.object({
  /** At least so many: see `isWhole`. */
  iterations: z.int().nonnegative(),
  /** Whether nothing of the log was dropped. */
  isWhole: z.boolean(),
  /** What the first of them says; absent where there was none. */
  first: z.string().optional(),
});

export const measuredRoundSchema = z.object({
  ...roundBase,
  status: z.literal('measured'),
  /** Length of the load, wall clock, in ms. */
  durationMs: z.number().positive(),
  /** Where the load came after a warm-up until CPU per request was level. */
  warmUp: warmUpSchema.optional(),
  /** Requests a second that were asked for, where the run chose them: a share of what the first scenario reached. */
  rate: z.number().positive().optional(),
  /** What its script says of it; absent with wrk, where k6 does not say, and in results of older versions. */
  planned: plannedLoadSchema.optional(),
  load: loadSummarySchema,
  /**
   * What k6 did before and after the load that is measured: `setup()`, lead-in, graceful stop, `teardown()`. Absent where that was
   * nothing. Nothing of the round holds `setup()` and `teardown()`. Duration, requests, their rate and the server's CPU time are without
   * lead-in and graceful stop too; trends hold what was asked for in it, and in the lead-in where the script does not tag what is
   * measured; failures, checks and bytes hold both. Results of older versions have `setup()` and `teardown()` in those.
   */
  outsideLoad: z
    .object({
      setupMs: z.number().nonnegative(),
      /** The option `leadIn`, as it was; absent where there was none. */
      leadInMs: z.number().positive().optional(),
      /** Graceful stop and `teardown()`. */
      afterMs: z.number().nonnegative(),
      requests: z.int().nonnegative(),
    })
    .optional(),
  /** The summary of the generator that made the load, relative to the folder of result.json; several runners have their own. */
  k6SummaryFile: z.string().optional(),
  wrkSummaryFile: z.string().optional(),
  server: z.object({
    /** CPU time of the whole process tree or cgroup during the load, µs. */
    cpuMicros: z.number().nonnegative(),
    /** cpuMicros divided by the generator's requests. */
    cpuMicrosPerRequest: z.number().nonnegative(),
    /**
     * Most memory, while the scenarios ran, in which shared pages count once: the sum of the proportional set sizes (PSS) of all processes of the
     * server. It is read once a second at most and at the end; that of a single process holds its kernel's high-water mark too.
     * Absent where PSS cannot be read, and in results of older versions.
     */
    pssPeakBytes: z.number().nonnegative().optional(),
    /** Most that the resident set sizes of the same processes came to, four times a second; shared pages count in each. */
    rssPeakBytes: z.number().nonnegative(),
    /** How many CPUs it was pinned to; absent where it was not. */
    pinnedCpus: z.int().positive().optional(),
    /** That it had while the load ran; absent without one, and in results of older versions. */
    cpuLimit: serverCpuLimitSchema.optional(),
    throttling: throttlingSchema.optional(),
    /** What it wrote to its standard output and error meanwhile; absent in results of older versions. */
    loggedBytes: z.number().nonnegative().optional(),
  }),
  generator: z.object({
    /** Absent in results of older versions: k6. */
    program: z.enum(generatorNames).optional(),
    /** How many CPUs it can use at once by itself; absent where that is all of them. */
    threads: z.int().positive().optional(),
    /** CPU time of the generator, µs, its start-up included. */
    cpuMicros: z.number().nonnegative(),
    /** Mean busy cores of the generator while the load ran. */
    cores: z.number().nonnegative(),
    /** How many CPUs it was pinned to; absent where it was not. */
    pinnedCpus: z.int().positive().optional(),
    /** Each that made the load together, the figures above are sums of theirs. Absent of one without a limit of its own. */
    runners: z.array(runnerSchema).min(1).optional(),
    /** Iterations that an exception of the script has ended; absent where k6's log is not here, and in results of older versions. */
    exceptions: scriptExceptionsSchema.optional(),
    /** Their rates are those of each over its own time, which differ by this at most. Absent where there was one. */
    startSkew: startSkewSchema.optional(),
  }),
  /** Absent in results of older versions: one generator has seen all requests. */
  percentiles: percentilesSchema.optional(),
  /** Mean busy cores of the process that measures, while the load ran; absent in results of older versions. */
  executor: z.object({ cores: z.number().nonnegative() }).optional(),
  machine: z.object({
    cpus: z.int().positive(),
    /** Mean busy cores of everything that is neither server, dependency, generator nor the executor, stolen ones included. */
    foreignCores: z.number().nonnegative(),
    /** The same over the stretch of `MOST_FOREIGN_STRETCH_MS` in which it was greatest; absent in results of older versions. */
    mostForeignCores: z.number().nonnegative().optional(),
    /** Mean cores on which the hypervisor ran something else; absent where the system does not count them. */
    stolenCores: z.number().nonnegative().optional(),
    /** Mean idle cores. */
    idleCores: z.number().nonnegative(),
  }),
  /** What ran beside the server for it; absent where it declares nothing, and in results of older versions. */
  dependencies: z.array(roundDependencySchema).min(1).optional(),
  samples: z.array(sampleSchema),
  /**
   * Where the scenario searches the capacity: the search. All other fields are then those of its step at the highest rate
   * that was held, or of the lowest rate tried where none was.
   */
  capacity: capacitySearchSchema.optional(),
});

export const failedRoundSchema = z.object({
  ...roundBase,
  status: z.literal('failed'),
  error: failureSchema,
});

export const roundSchema = z.discriminatedUnion('status', [measuredRoundSchema, failedRoundSchema]);

export type GeneratorName = (typeof generatorNames)[number];
export type ScriptExceptions = z.infer<typeof scriptExceptionsSchema>;
export type LoadSummary = z.infer<typeof loadSummarySchema>;

/** What the generator counted; a summary that another made may lack any of it. Units as in `LoadSummary`. */
export type ObservedLoad = {
  [Name in keyof LoadSummary]?: LoadSummary[Name] extends Trend | undefined
    ? Partial<Trend>
    : LoadSummary[Name];
};

export type StartSkew = z.infer<typeof startSkewSchema>;
export type PercentilesFrom = z.infer<typeof percentilesSchema>;
export type Runner = z.infer<typeof runnerSchema>;
export type ServerCpuLimit = z.infer<typeof serverCpuLimitSchema>;
export type WarmUp = z.infer<typeof warmUpSchema>;
export type Throttling = z.infer<typeof throttlingSchema>;
export type RoundDependency = z.infer<typeof roundDependencySchema>;
export type Sample = z.infer<typeof sampleSchema>;
export type MeasuredRound = z.infer<typeof measuredRoundSchema>;
export type FailedRound = z.infer<typeof failedRoundSchema>;
export type Round = z.infer<typeof roundSchema>;
