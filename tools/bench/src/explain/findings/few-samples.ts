import { shown } from '../../analyse/findings/verdict.ts';
import type { Facts } from '../facts.ts';
import { counted } from '../words.ts';
import { cantTell, type ExplainedVerdict, found, notFound } from './verdict.ts';

const code = 'few-samples';

/**
 * Of so many samples at least one lies beyond the percentile with 95 % confidence: ln 0.05 / ln p. With fewer, the percentile is
 * the maximum, and may well be too low.
 */
const least = { p999: 2995, p99: 299, p95: 59, p90: 29 } as const;
const shownAs = { p999: 'p99.9', p99: 'p99', p95: 'p95', p90: 'p90' } as const;

/** Percentiles of fewer requests than they need. */
export function fewSamplesIn({ load }: Facts): ExplainedVerdict {
  const trend = load.latencyMs ?? load.iterationMs;
  const samples = load.latencyMs ? load.requests : load.iterations;
  if (!trend || samples === undefined)
    return cantTell(code, 'http_reqs beside the percentiles of http_req_duration');
  const unsure = (['p999', 'p99', 'p95', 'p90'] as const).filter(
    (name) => trend[name] !== undefined && samples < least[name],
  );
  const what = load.latencyMs ? 'request' : 'iteration';
  if (unsure.length === 0)
    return notFound(code, `${counted(samples, what)} are enough for the percentiles shown`);
  return found({
    code,
    summary:
      `${counted(samples, what)} ${samples === 1 ? 'is' : 'are'} too few for ${unsure.map((name) => shownAs[name]).join(' and ')}: it takes ` +
      `${unsure.map((name) => `${shown(least[name])} for ${shownAs[name]}`).join(', ')}.`,
    evidence: { samples, [`neededFor${unsure[0]!.toUpperCase()}`]: least[unsure[0]!] },
    remedy: 'Run longer, or quote median and maximum alone.',
  });
}
