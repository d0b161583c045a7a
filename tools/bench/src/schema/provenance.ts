import { z } from 'zod';
import { comparedFigureNames } from './compared-figure.ts';
import { pinningSchema } from './pinning.ts';
import { recordedOptionsSchema } from './recorded-options.ts';

/** The machine that a result belongs to. Results of two fingerprints are never compared. */
export const machineSchema = z.object({
  fingerprint: z.string(),
  cpuModel: z.string(),
  cpus: z.int().positive(),
  memoryBytes: z.number().positive(),
  os: z.string(),
  kernel: z.string(),
  architecture: z.string(),
  /** cpufreq governor, or `unknown` where the kernel shows none. */
  governor: z.string(),
});

/**
 * How far a server lay from itself in one run of this machine, at most, as shares (0.05 is 5 %): what `suite:noise` had stored
 * when the run began, for the scenario it measured.
 */
export const noiseFloorSchema = z.object({
  scenario: z.string(),
  shares: z.partialRecord(z.enum(comparedFigureNames), z.number().nonnegative()),
});

/** A CPU limit, in cores, that was asked for and not measured. */
export const limitLeftOutSchema = z.object({ cpus: z.number().positive(), reason: z.string().min(1) });

export const provenanceSchema = z.object({
  machine: machineSchema,
  /** What a read of memory cost when the run began, ns (`system/memory-read.ts`); absent in results of older versions. */
  memoryReadNs: z.number().positive().optional(),
  tools: z.object({
    plugin: z.string(),
    k6: z.string(),
    /** What k6 was built with beside itself, such as `github.com/grafana/xk6-sql v1.0.4`; absent where nothing. */
    k6Extensions: z.array(z.string()).optional(),
    /** GOGC and GOMEMLIMIT that k6 ran with; absent in results of older versions. */
    k6Environment: z.record(z.string(), z.string()).optional(),
    /** Where the run loaded with it. */
    wrk: z.string().optional(),
    node: z.string(),
    nx: z.string(),
  }),
  git: z.discriminatedUnion('state', [
    z.object({ state: z.literal('known'), revision: z.string(), dirty: z.boolean() }),
    z.object({ state: z.literal('unknown'), reason: z.string() }),
  ]),
  /** Seed of the run's order, and the order itself as server names, `go@0.05` where a server has several limits. */
  seed: z.int(),
  order: z.array(z.string()),
  options: recordedOptionsSchema,
  /** Of a list of limits, those that are none on this machine. */
  limitsLeftOut: z.array(limitLeftOutSchema).min(1).optional(),
  /** By workload, of the requests as they were sent, bytes of bodies included; absent where the endpoint alone was asked. */
  workloadSha256: z.record(z.string(), z.string()).optional(),
  startedAt: z.iso.datetime(),
  /** Absent where the machine's noise was never measured. */
  noiseFloor: noiseFloorSchema.optional(),
  /** Of this server; absent in results of older versions. */
  pinning: pinningSchema.optional(),
});

export type LimitLeftOut = z.infer<typeof limitLeftOutSchema>;
export type NoiseFloor = z.infer<typeof noiseFloorSchema>;
export type Machine = z.infer<typeof machineSchema>;
export type Provenance = z.infer<typeof provenanceSchema>;
