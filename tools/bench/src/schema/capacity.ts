import { z } from 'zod';

/** One load of the search: an arrival rate that was tried, and what came of it. */
export const capacityStepSchema = z.object({
  /** Arrival rate that was asked for. */
  requestsPerSecond: z.number().positive(),
  /** `held`: p99 under the limit, nothing dropped, nothing failed. Else the first of these that was not so. */
  verdict: z.enum(['held', 'failed', 'dropped', 'slow']),
  p99Ms: z.number().nonnegative(),
  droppedIterations: z.int().nonnegative(),
  failedRequests: z.int().nonnegative(),
  cpuMicrosPerRequest: z.number().nonnegative(),
  /** Mean busy cores while the load ran. */
  serverCores: z.number().nonnegative(),
  generatorCores: z.number().nonnegative(),
  idleCores: z.number().nonnegative(),
  /**
   * Whether less than half of the machine was idle, and the generator and other programs used more CPU than the server: that a
   * rate was not held then says nothing about the server.
   */
  generatorBound: z.boolean(),
});

/** Where a search ended. Rates are requests per second. */
export const capacityOutcomeSchema = z.discriminatedUnion('state', [
  /** The server held `requestsPerSecond` and not `exceededAt`, and the generator is not to blame. */
  z.object({
    state: z.literal('found'),
    requestsPerSecond: z.number().positive(),
    exceededAt: z.number().positive(),
  }),
  /** At `exceededAt` the generator may have given out first: the server's capacity is `atLeast` or more. */
  z.object({
    state: z.literal('generator-bound'),
    atLeast: z.number().positive(),
    exceededAt: z.number().positive(),
  }),
  /** Every rate up to the greatest that is tried was held. */
  z.object({ state: z.literal('not-exceeded'), atLeast: z.number().positive() }),
  /** Not even the lowest rate that is tried was held. */
  z.object({ state: z.literal('none-held'), lowestTried: z.number().positive() }),
]);

/** The search for the highest arrival rate at which p99 stays under a limit and nothing is dropped. */
export const capacitySearchSchema = z.object({
  p99LimitMs: z.number().positive(),
  /** Length of each step. */
  stepDuration: z.string(),
  outcome: capacityOutcomeSchema,
  /** In the order they were tried. */
  steps: z.array(capacityStepSchema).min(1),
});

export type CapacityStep = z.infer<typeof capacityStepSchema>;
export type CapacityOutcome = z.infer<typeof capacityOutcomeSchema>;
export type CapacitySearch = z.infer<typeof capacitySearchSchema>;
