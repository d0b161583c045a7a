import type { Options } from 'k6/options';
import { load, requestEndpoint } from './lib/endpoint.ts';

/**
 * Open model with a rate that rises from a tenth of RATE to RATE over DURATION: where iterations are dropped, or
 * latency leaves its level, is what server and generator can do together.
 */
export const options: Options = {
  scenarios: {
    capacity: {
      executor: 'ramping-arrival-rate',
      startRate: Math.max(1, Math.round(load.rate / 10)),
      timeUnit: '1s',
      stages: [{ target: load.rate, duration: load.duration }],
      preAllocatedVUs: load.vus,
      gracefulStop: '2s',
    },
  },
  discardResponseBodies: true,
};

export default requestEndpoint;
