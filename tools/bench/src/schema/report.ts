import { z } from 'zod';
import { accountSchema } from './account.ts';
import { boundNames, boundSchema } from './bound.ts';
import { rowComparisonSchema } from './comparison.ts';
import { failureSchema } from './failure.ts';
import { figureSchema } from './figure.ts';
import { findingSchema } from './finding.ts';
import { headlineSchema } from './headline.ts';
import { levelChangeSchema } from './level-change.ts';
import { rowPartSchema } from './load-part.ts';
import { pinningSchema } from './pinning.ts';
import { provenanceSchema } from './provenance.ts';
import { recordedOptionsSchema } from './recorded-options.ts';
import { containerSchema } from './result.ts';
import { errorSharesSchema, serverCpuLimitSchema, startSkewSchema } from './round.ts';
import { rowFigures } from './row-figures.ts';
import { rowCapacitySchema, rowGeneratorSchema } from './row-parts.ts';

const rowBase = {
  server: z.string(),
  label: z.string(),
  launcher: z.string(),
  scenario: z.string(),
  runId: z.string(),
  /** What was asked, where that was not a GET of the option `endpoint`; `scenario` has it after an "@". */
  workload: z.string().optional(),
  /** Of its requests as they were sent. */
  workloadSha256: z.string().optional(),
  /** The CPU limit, in cores, where servers of the run were measured within several. */
  cpus: z.number().positive().optional(),
  /** Options of this server that not all servers of its run share; absent in reports of older versions. */
  options: recordedOptionsSchema.optional(),
};

/** One server under one scenario: every figure of the registry in its place. Totals (`requests`, `failedRequests`, `droppedIterations`) are sums over rounds. */
export const measuredRowSchema = z.object({
  ...rowBase,
  status: z.literal('measured'),
  ...rowFigures,
  requests: z.int().nonnegative(),
  /** Absent where the script has k6 call no status a failure. */
  failedRequests: z.int().nonnegative().optional(),
  droppedIterations: z.int().nonnegative(),
  /** Where the scenario searches it; every other figure under load is then that at the rate held. */
  capacity: rowCapacitySchema.optional(),
  /** Absent where it was k6. Figures of two generators are never compared. */
  generator: rowGeneratorSchema.optional(),
  /** Where several runners made the load: their number, and over all rounds how far its percentiles can be off, as a share, and its runners began apart. */
  merged: z
    .object({
      runners: z.int().min(2),
      latencyErrorShareAtMost: errorSharesSchema,
      startSkew: startSkewSchema,
    })
    .optional(),
  /** How CPU and memory were counted; absent in reports on results of older versions. */
  account: accountSchema.optional(),
  /** The most CPU that the server might use; absent where it had the machine. */
  cpuLimit: serverCpuLimitSchema.optional(),
  /** Where the rate was a share of what scenario `of` reached for this server in this run. */
  rateShare: z
    .object({
      share: z.number().positive().max(1),
      of: z.string(),
      requestsPerSecond: figureSchema,
      /** What bounded scenario `of`: its rate was the server's capacity where that is the server. Absent in older reports. */
      bound: z.enum(boundNames).optional(),
    })
    .optional(),
  /** Answers that k6 followed elsewhere: each is a request of its own. Absent where none is known of. */
  redirects: z.object({ share: z.number().min(0).max(1), pagesPerSecond: figureSchema }).optional(),
  /** Where the script makes several of its load, by names, groups or tags. */
  parts: z.array(rowPartSchema).optional(),
  /** What it ran in, where the launcher runs containers. */
  container: containerSchema.optional(),
  /** Absent in reports on results of older versions. */
  pinning: pinningSchema.optional(),
  /**
   * What sets the figures under load; of a search of the capacity, what sets the capacity. Absent in reports of older versions.
   */
  bound: boundSchema.optional(),
  findings: z.array(findingSchema),
  /** Rounds that failed although others were measured. */
  errors: z.array(failureSchema),
});

export const failedRowSchema = z.object({
  ...rowBase,
  status: z.literal('failed'),
  errors: z.array(failureSchema).min(1),
});

export const rowSchema = z.discriminatedUnion('status', [measuredRowSchema, failedRowSchema]);

/** `dist/bench/report.json`: the suite's aggregate that every other format is made from. */
export const reportSchema = z.object({
  $schema: z.string(),
  schemaVersion: z.literal(1),
  /**
   * The runs that the rows come from: rows of one run may be compared, rows of two may not. Options and pinning are those that all
   * servers of the run share.
   */
  runs: z.record(z.string(), provenanceSchema),
  rows: z.array(rowSchema),
  /** Rows against each other. This and what follows is absent in reports of older versions. */
  comparisons: z.array(rowComparisonSchema).optional(),
  /** What each table says, in words. */
  headlines: z.array(headlineSchema).optional(),
  /** Over the runs of `history.jsonl` on this machine under the same load: Pettitt's test, 1 %. */
  levelChanges: z.array(levelChangeSchema).optional(),
});

export type { LatencyFigures } from './row-figures.ts';
export type { RowCapacity, RowGenerator } from './row-parts.ts';
export type MeasuredRow = z.infer<typeof measuredRowSchema>;
export type FailedRow = z.infer<typeof failedRowSchema>;
export type Row = z.infer<typeof rowSchema>;
export type Report = z.infer<typeof reportSchema>;
