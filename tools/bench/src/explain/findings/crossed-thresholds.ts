import type { Facts } from '../facts.ts';
import { quoted } from '../words.ts';
import { cantTell, type ExplainedVerdict, found, notFound } from './verdict.ts';

const code = 'crossed-thresholds';

/** The script's own limits, as k6 judged them. */
export function crossedThresholdsIn({ summary }: Facts): ExplainedVerdict {
  const { thresholds } = summary;
  if (thresholds.length === 0)
    return cantTell(code, 'thresholds in the script, and their marks in the summary');
  const crossed = thresholds.filter(({ state }) => state === 'crossed');
  if (crossed.length === 0) return notFound(code, `all ${thresholds.length} were met`);
  const names = crossed.map(({ metric, expression }) => (expression ? `${metric}: ${expression}` : metric));
  return found({
    code,
    summary: `The script's own limits were crossed, so that k6 ended with an error: ${quoted([...new Set(names)], 8)}.`,
    evidence: { crossedThresholds: crossed.length, thresholds: thresholds.length },
    remedy: 'The other findings tell whether the server is the reason.',
  });
}
