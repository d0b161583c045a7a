import { z } from 'zod';
import { comparedFigureNames } from './compared-figure.ts';
import { pinningNoiseSchema } from './pinning.ts';
import { machineSchema } from './provenance.ts';

/** Over the trials. `upper` is what nine of ten stay below, and the floor; absent in files of older versions, where `greatest` is. */
const distancesSchema = z.object({ median: z.number(), upper: z.number().optional(), greatest: z.number() });

/** How far one figure of a server against itself lay from 1, as shares: 0.05 is 5 %. */
export const noiseOfFigureSchema = z.object({
  /** Between two copies in the same run, median and greatest over trials. */
  withinRun: distancesSchema,
  /** Between the runs of two trials, median and greatest over all pairs of trials; absent with one trial. */
  betweenRuns: distancesSchema.optional(),
  /** Trials in which the copies were called different at 95 % confidence, and trials that could be decided. */
  calledDifferent: z.int().nonnegative(),
  decided: z.int().nonnegative(),
  /** Rounds that show a difference of this size in 95 of 100 runs. */
  roundsToShow: z.object({ '5 %': z.int(), '10 %': z.int(), '20 %': z.int() }),
});

/** The noise of one machine: a server measured against itself (A/A). */
export const noiseSchema = z.object({
  schemaVersion: z.literal(1),
  machine: machineSchema,
  server: z.string(),
  scenario: z.string(),
  trials: z.int().positive(),
  rounds: z.int().positive(),
  duration: z.string(),
  figures: z.partialRecord(z.enum(comparedFigureNames), noiseOfFigureSchema),
  /** Absent in files of older versions. */
  pinning: pinningNoiseSchema.optional(),
});

export type NoiseOfFigure = z.infer<typeof noiseOfFigureSchema>;
export type Noise = z.infer<typeof noiseSchema>;
