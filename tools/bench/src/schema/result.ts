import { z } from 'zod';
import { accountSchema } from './account.ts';
import { resultFailureSchema } from './failure.ts';
import { provenanceSchema } from './provenance.ts';
import { roundSchema } from './round.ts';

/** A size or time measured apart from the rounds, or why it is not there. */
export const readingSchema = z.discriminatedUnion('state', [
  z.object({ state: z.literal('known'), value: z.number().nonnegative() }),
  z.object({ state: z.literal('unknown'), reason: z.string().min(1) }),
]);

/** What is measured apart from the rounds. */
const measurements = {
  /** Spawn to first 200, ms, one per launch. */
  coldStartMs: z.array(z.number().positive()),
  /**
   * Memory after the quiet period that follows readiness, before any load: the sum of the proportional set sizes (PSS) of all
   * processes of the server, `Pss` of /proc/<pid>/smaps_rollup. Absent in results of older versions.
   */
  pssAtRestBytes: readingSchema.optional(),
  /** The sum of their resident set sizes at the same moment; pages that they share count in each. */
  rssAtRestBytes: readingSchema,
  /**
   * The part of it that no file backs, as the container's cgroup counts it (`anon` in v2's memory.stat, `total_rss` in
   * v1's): what the container itself costs, since pages of files are shared and can be given up.
   */
  anonymousAtRestBytes: readingSchema.optional(),
  /** Size of the files that the server is shipped as. */
  artifactBytes: readingSchema,
  /** Size of the image, unpacked, where the launcher runs one. */
  imageBytes: readingSchema,
  /** The same image through gzip: about what a pull moves. */
  imageCompressedBytes: readingSchema.optional(),
};
const measurementsSchema = z.object(measurements);

/** What a server ran in, where that was a container. */
export const containerSchema = z.object({
  /** Client and version of the engine; with containerd, its version and the shim; with Kubernetes, its version and what its nodes are. */
  engine: z.string(),
  /** The image's id. */
  image: z.string(),
  /** `host`: requests pass neither a proxy nor address translation; `cluster`: they pass those of a Service. */
  network: z.enum(['host', 'cluster']),
});

/**
 * `dist/bench/<server>/result.json`: all rounds of one server in one run. `status` is `failed` when no
 * round of any scenario was measured, or the server broke the contract before; rounds measured
 * until then stay. Of a server that was measured within several CPU limits there is one for each,
 * `dist/bench/<server>/<cpus>-cpus/result.json`.
 */
export const resultSchema = z.object({
  $schema: z.string(),
  schemaVersion: z.literal(1),
  server: z.string(),
  label: z.string(),
  launcher: z.string(),
  runId: z.string(),
  /** The CPU limit, in cores, that this is the result of: only where servers of the run were measured within several. */
  cpus: z.number().positive().optional(),
  status: z.enum(['measured', 'failed']),
  /** The scenarios that the run planned for this server, measured or not; with a workload as `closed@quote`. */
  scenarios: z.array(z.string()).min(1),
  /** Why rounds are missing, when any are. */
  errors: z.array(resultFailureSchema),
  provenance: provenanceSchema,
  rounds: z.array(roundSchema),
  /**
   * What ended the rounds: their number as given, the precision asked for, or the cap without it, which is one of rounds or a
   * budget of time. Absent in results of older versions and where a failure ended them.
   */
  roundsChosenBy: z.enum(['rounds', 'precision', 'maxRounds', 'budget']).optional(),
  /** How CPU and memory were counted, in the last launch; absent in results of older versions and where none came to it. */
  account: accountSchema.optional(),
  ...measurements,
  container: containerSchema.optional(),
});

export type Measurements = z.infer<typeof measurementsSchema>;
export type Reading = z.infer<typeof readingSchema>;
export type Container = z.infer<typeof containerSchema>;
export type Result = z.infer<typeof resultSchema>;
