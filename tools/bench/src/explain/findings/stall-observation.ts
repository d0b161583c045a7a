import type { Observation } from '../../analyse/observation.ts';
import type { Facts } from '../facts.ts';

/** A summary as the bench's own rules see it: load alone, and how far the server may be. */
export function stallObservation({ load, summary, connectingMs }: Facts): Observation {
  // A connection takes one round trip, and no response comes in less.
  const bounds = [load.waitingMs?.min, load.latencyMs?.min, connectingMs?.max || undefined].filter(
    (bound) => bound !== undefined,
  );
  return {
    generator: 'k6',
    load,
    rounds: [],
    options: {},
    roundTripAtMostMs: bounds.length > 0 ? Math.min(...bounds) : Number.POSITIVE_INFINITY,
    ...(summary.roundedToMs !== undefined && { timesRoundedToMs: summary.roundedToMs }),
  };
}
