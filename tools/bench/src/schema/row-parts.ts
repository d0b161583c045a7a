import { z } from 'zod';
import { type Figure, figureSchema } from './figure.ts';
import { generatorNames } from './round.ts';

const capacityBase = {
  p99LimitMs: z.number().positive(),
  /** Mean busy cores of the generator, and idle ones, at the rate that was held: the generator's headroom. */
  generatorCores: figureSchema,
  idleCores: figureSchema,
};

/** The highest arrival rate (requests per second) at which p99 stays under `p99LimitMs` and nothing is dropped. */
export const rowCapacitySchema = z.discriminatedUnion('state', [
  /** In every round the server gave out first. */
  z.object({ state: z.literal('found'), requestsPerSecond: figureSchema, ...capacityBase }),
  /** In some round the generator may have, or no rate was too high: the server's capacity is this or more. */
  z.object({
    state: z.enum(['generator-bound', 'not-exceeded']),
    atLeast: figureSchema,
    ...capacityBase,
  }),
  /** In some round no rate was held, down to `lowestTried`. */
  z.object({
    state: z.literal('none-held'),
    p99LimitMs: z.number().positive(),
    lowestTried: z.number().positive(),
  }),
]);

/** What made the load, where that was not k6, and what a request cost itself. */
export const rowGeneratorSchema = z.object({
  program: z.enum(generatorNames).exclude(['k6']),
  version: z.string(),
  cpuMicrosPerRequest: figureSchema,
});

export type RowGenerator = z.infer<typeof rowGeneratorSchema>;
export type RowCapacity = z.infer<typeof rowCapacitySchema>;

/** What a row stores whole and some figures are parts of. */
export interface RowParts {
  capacity?: RowCapacity | undefined;
  generator?: RowGenerator | undefined;
}

/** Why there is no capacity to rank, or a bound of it alone. */
export function whyNoCapacity(capacity: Exclude<RowCapacity, { state: 'found' }>): string {
  switch (capacity.state) {
    case 'none-held':
      return (
        `p99 was above ${capacity.p99LimitMs} ms, or something dropped or failed, ` +
        `at the lowest rate tried, ${capacity.lowestTried} requests/s`
      );
    case 'generator-bound':
      return 'the generator may have given out before the server';
    case 'not-exceeded':
      return 'every rate that was tried was held';
  }
}

/** The capacity where it was found: a lower bound is none. Undefined where the scenario searches none. */
export function capacityFigure({ capacity }: RowParts): Figure | undefined {
  if (capacity === undefined) return undefined;
  if (capacity.state === 'found') return capacity.requestsPerSecond;
  return { unavailable: whyNoCapacity(capacity) };
}
