import type { ErrorCode } from '../../errors/error-code.ts';
import type { Observation } from '../observation.ts';
import { absent, present, unknown, type Verdict } from './verdict.ts';

const code = 'dependency-failed';

/** As raised when a dependency goes away by itself. */
const ENDED: ErrorCode = 'DEPENDENCY_DIED';

/**
 * What runs beside the server could not be used when a load was over: figures of such a round hold requests that the server could
 * not answer as it would. Where it ended, the round was ended with it, and those before stand.
 */
export function dependencyFailed({ dependencies, failures = [], rounds }: Observation): Verdict {
  const ended = failures.find((failure) => failure.code === ENDED);
  const notReady = (dependencies ?? []).filter((dependency) => dependency.notReady.length > 0);
  const worst = Math.max(0, ...notReady.map((dependency) => dependency.notReady.length));
  if (ended === undefined && notReady.length === 0) {
    if (rounds.length === 0) return unknown(code, 'whether the dependencies went on running');
    return absent(
      code,
      dependencies === undefined ? 'the server declares no dependency' : 'all could be used after each load',
    );
  }
  const said = notReady.map(
    ({ name, notReady: answers }) =>
      `${name} could not be used after the load of ${answers.length} of ${rounds.length} rounds (${answers[0]}).`,
  );
  return present({
    code,
    summary: [
      ...said,
      ...(ended ? [`The run of this server ended early: ${firstLine(ended.message)}.`] : []),
    ].join(' '),
    evidence: { roundsNotReadyAfterLoad: worst, rounds: rounds.length, endedByItself: ended ? 1 : 0 },
    remedy: "Read the dependency's log beside result.json, and mend or enlarge it; then measure again.",
    invalidates: notReady.length > 0 ? ['requestsPerSecond', 'latencyMs', 'cpuMicrosPerRequest'] : [],
  });
}

const firstLine = (text: string) => text.split('\n')[0]!.replace(/[;:.]$/, '');
