import { percent, shown } from '../../analyse/findings/verdict.ts';
import type { Facts } from '../facts.ts';
import { counted } from '../words.ts';
import { cantTell, type ExplainedVerdict, found, notFound } from './verdict.ts';

const code = 'interrupted-iterations';

/** Iterations that the end of the test cut are in no iteration_duration: the longest are missing. */
export function interruptedIterationsIn({ summary }: Facts): ExplainedVerdict {
  const { iterations } = summary;
  if (!iterations) return cantTell(code, 'the line "running (…), … complete and … interrupted iterations"');
  const { complete, interrupted } = iterations;
  if (interrupted === 0) return notFound(code, 'no iteration was interrupted');
  const share = interrupted / (complete + interrupted);
  return found({
    code,
    summary:
      `${counted(interrupted, 'iteration')} (${percent(share)}) ${interrupted === 1 ? 'was' : 'were'} cut by the end of the test, and ` +
      `${interrupted === 1 ? 'is' : 'are'} in neither iterations nor iteration_duration: those that last longest are missing.`,
    evidence: { interruptedIterations: interrupted, completeIterations: complete, interruptedShare: share },
    remedy: `Let the test run longer than an iteration, or raise gracefulStop${shown(complete) === '0' ? '; not one iteration ended' : ''}.`,
  });
}
