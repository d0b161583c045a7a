import type { Observation } from '../observation.ts';
import { absent, percent, present, shown, unknown, type Verdict } from './verdict.ts';

const code = 'dropped-iterations';

/** With 1 in 100 requests missing, the slowest hundredth, which is p99, may be just those. */
const SPOILS_P99_SHARE = 0.01;

/**
 * k6 could not start iterations that the open model's rate asked for (no VU was free), so that the load was
 * lighter than it says and the slow moments are under-represented: coordinated omission.
 */
export function droppedIterations({ load, options }: Observation): Verdict {
  if (load.droppedIterations === undefined || load.iterations === undefined) {
    return unknown(code, 'iterations and dropped_iterations');
  }
  if (load.droppedIterations === 0) return absent(code, 'no iteration was dropped');
  const share = load.droppedIterations / (load.droppedIterations + load.iterations);
  return present({
    code,
    summary: `k6 dropped ${shown(load.droppedIterations)} iterations, ${percent(share)} of those the rate asked for.`,
    evidence: { droppedIterations: load.droppedIterations, iterations: load.iterations, droppedShare: share },
    remedy:
      `Lower the rate${options.rate === undefined ? '' : ` (now ${options.rate})`}, or raise the scenario's maxVUs if ` +
      'server and machine have CPU to spare.',
    invalidates: share >= SPOILS_P99_SHARE ? ['requestsPerSecond', 'latencyMs'] : [],
  });
}
