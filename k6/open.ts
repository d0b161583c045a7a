import type { Options } from 'k6/options';
import { load, requestEndpoint, thresholds } from './lib/endpoint.ts';

/**
 * Open model: RATE requests start every second whether or not the earlier ones are answered, so a stall of
 * the server is in the percentiles instead of being waited out (coordinated omission).
 */
export const options: Options = {
  scenarios: {
    open: {
      executor: 'constant-arrival-rate',
      rate: load.rate,
      timeUnit: '1s',
      duration: load.duration,
      preAllocatedVUs: load.vus,
      gracefulStop: '2s',
    },
  },
  discardResponseBodies: true,
  thresholds,
};

export default requestEndpoint;
