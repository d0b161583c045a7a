import { z } from 'zod';

export const pinningModes = ['auto', 'on', 'off'] as const;

/** Coefficients of variation of the CPU per request over rounds, as shares: 0.05 is 5 %. */
export const coefficientsOfVariationSchema = z.object({
  pinned: z.number().nonnegative(),
  unpinned: z.number().nonnegative(),
});

/** Whether server and generator ran on CPUs of their own, and why. CPUs are lists such as `0-1,4`. */
export const pinningSchema = z.discriminatedUnion('state', [
  z.object({
    state: z.literal('pinned'),
    serverCpus: z.string(),
    generatorCpus: z.string(),
    because: z.discriminatedUnion('code', [
      z.object({ code: z.literal('option') }),
      z.object({
        code: z.literal('measured-to-help'),
        coefficientOfVariation: coefficientsOfVariationSchema,
      }),
    ]),
  }),
  z.object({
    state: z.literal('unpinned'),
    because: z.discriminatedUnion('code', [
      z.object({ code: z.literal('option') }),
      z.object({ code: z.literal('unsupported'), reason: z.string() }),
      z.object({ code: z.literal('too-few-cores'), cores: z.int().nonnegative() }),
      z.object({ code: z.literal('not-measured') }),
      z.object({
        code: z.literal('not-measured-to-help'),
        coefficientOfVariation: coefficientsOfVariationSchema,
      }),
    ]),
  }),
]);

/** What rounds with and without pinning, interleaved, said on one machine. */
export const pinningNoiseSchema = z.discriminatedUnion('state', [
  z.object({
    state: z.literal('measured'),
    /** Rounds of each. */
    rounds: z.int().positive(),
    coefficientOfVariation: coefficientsOfVariationSchema,
    lower: z.enum(['pinned', 'unpinned']),
    /**
     * Ends of the interval of pinned divided by unpinned, by how far rounds stray from their median, and its confidence; without
     * one in files of older versions, whose interval is the bootstrap's at a nominal 0.95.
     */
    ratio: z.object({
      low: z.number().nonnegative(),
      high: z.number().nonnegative(),
      confidence: z.number().gt(0).lt(1).optional(),
    }),
    /** The coefficient of variation is lower, and the whole interval below 1. */
    helps: z.boolean(),
  }),
  z.object({ state: z.literal('not-measured'), reason: z.string() }),
]);

export type CoefficientsOfVariation = z.infer<typeof coefficientsOfVariationSchema>;
export type Pinning = z.infer<typeof pinningSchema>;
export type Unpinned = Extract<Pinning, { state: 'unpinned' }>;
export type PinningNoise = z.infer<typeof pinningNoiseSchema>;
