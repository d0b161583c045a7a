import type { Observation } from '../observation.ts';
import { SPOILS_P99_SHARE } from './spoils-p99.ts';
import { absent, percent, present, shown, unknown, type Verdict } from './verdict.ts';

const code = 'script-exceptions';

/** Exceptions of the script have ended iterations before their end, so that the load is not the one that it describes. */
export function scriptExceptions({ exceptions, generator, load }: Observation): Verdict {
  if (generator === 'wrk') return absent(code, 'wrk runs no script');
  const { iterations } = load;
  if (exceptions === undefined || iterations === undefined) return unknown(code, "k6's log of the load");
  if (exceptions.iterations === 0) {
    return exceptions.isWhole
      ? absent(code, 'no iteration ended by an exception')
      : unknown(code, "the whole of k6's log, of which the beginning was dropped");
  }
  const share = iterations > 0 ? Math.min(1, exceptions.iterations / iterations) : 1;
  return present({
    code,
    summary:
      `${exceptions.isWhole ? '' : 'At least '}${shown(exceptions.iterations)} of ${shown(iterations)} iterations ` +
      `(${percent(share)}) ended by an exception of the script: ${exceptions.first}`,
    evidence: { endedByException: exceptions.iterations, iterations, exceptionShare: share },
    remedy:
      "Fix the exception (k6 run --iterations 1 shows it): what an iteration does after it is in no figure. k6's log of each round is beside its result.",
    invalidates: share >= SPOILS_P99_SHARE ? ['requestsPerSecond', 'latencyMs', 'cpuMicrosPerRequest'] : [],
  });
}
