import type { Options } from 'k6/options';
import { load, requestEndpoint } from './lib/endpoint.ts';

/** Of p99, in ms: the executor raises RATE as long as it is kept and nothing is dropped. */
const limitMs = Number(__ENV.P99_LIMIT_MS ?? 50);

/** More cost k6 more than they load the server. */
const mostVUs = 2000;

/**
 * Open model, run again and again with a RATE that the executor chooses. By Little's law RATE × limit VUs are enough
 * while the mean latency is under the limit: what is dropped is then the server's doing, and not too few VUs.
 */
export const options: Options = {
  scenarios: {
    capacity: {
      executor: 'constant-arrival-rate',
      rate: load.rate,
      timeUnit: '1s',
      duration: load.duration,
      preAllocatedVUs: Math.max(load.vus, Math.min(mostVUs, Math.ceil((load.rate * limitMs) / 1000))),
      gracefulStop: '2s',
    },
  },
  discardResponseBodies: true,
};

export default requestEndpoint;
