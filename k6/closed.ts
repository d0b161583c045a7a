import type { Options } from 'k6/options';
import { load, requestEndpoint, thresholds } from './lib/endpoint.ts';

/** Closed model: each of VUS virtual users sends its next request when the last one is answered. */
export const options: Options = {
  scenarios: {
    closed: { executor: 'constant-vus', vus: load.vus, duration: load.duration, gracefulStop: '2s' },
  },
  discardResponseBodies: true,
  thresholds,
};

export default requestEndpoint;
