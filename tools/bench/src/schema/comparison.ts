import { z } from 'zod';
import { comparedFigureNames } from './figures/registry.ts';

const figure = z.enum(comparedFigureNames);

const knownEffect = z.object({
  state: z.literal('known'),
  figure,
  /** Subject divided by reference. */
  ratio: z.number(),
  low: z.number(),
  high: z.number(),
  /** Exact confidence of the interval, 0 to 1: 0.9375 with five rounds, 0.95 or more from six. */
  confidence: z.number(),
  rounds: z.int(),
  /**
   * By how much a server differed from itself on this machine at most, as a share, and whether this difference is
   * greater; absent where that was not measured under this scenario.
   */
  noiseFloor: z.object({ share: z.number(), above: z.boolean() }).optional(),
  /**
   * With how many servers the reference is compared by this figure, this one among them, and by what the verdicts are corrected for
   * it; absent where the verdict is undecided, and in reports of older versions.
   */
  comparisons: z.int().positive().optional(),
  correction: z.enum(['none', 'closed testing', 'Holm']).optional(),
  /** `undecided` where the rounds are too few for 95 %. `different` is wrong of any of `comparisons` in at most 5 % of runs. */
  verdict: z.enum(['different', 'not shown to differ', 'undecided']),
  /** One may quote it. */
  sentence: z.string(),
});

const refusedEffect = z.object({ state: z.literal('refused'), figure, reason: z.string() });

/** One server against another by one figure under one scenario. */
export const effectSizeSchema = z.discriminatedUnion('state', [knownEffect, refusedEffect]);

const place = {
  runId: z.string(),
  scenario: z.string(),
  launcher: z.string(),
  /** The CPU limit of both, in cores, of a run that has several. */
  cpus: z.number().positive().optional(),
  /** Names of the two servers. */
  subject: z.string(),
  reference: z.string(),
};

/** Two rows of a report, measured in one run, by the figure that orders their table. */
export const rowComparisonSchema = z.discriminatedUnion('state', [
  knownEffect.extend(place),
  refusedEffect.extend(place),
]);

export type EffectSize = z.infer<typeof effectSizeSchema>;
export type RowComparison = z.infer<typeof rowComparisonSchema>;
