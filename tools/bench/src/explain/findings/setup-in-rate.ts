import { shown } from '../../analyse/findings/verdict.ts';
import type { Facts } from '../facts.ts';
import { duration } from '../words.ts';
import { cantTell, type ExplainedVerdict, found, notFound } from './verdict.ts';

const code = 'setup-in-rate';

/** Start and end of k6 take some of a second. */
const NOTICEABLE_MS = 2000;
const NOTICEABLE_SHARE = 0.05;

/** k6 divides counts by the time of the whole test, setup() and teardown() in it, so that rates are low where these take long. */
export function setupInRateIn({ summary, seconds, load }: Facts): ExplainedVerdict {
  const { scenarios } = summary;
  const longest = load.iterationMs?.max;
  if (scenarios.length === 0) return cantTell(code, 'the "scenarios:" lines that k6 prints first');
  if (
    scenarios.some(({ executor, durationMs }) => durationMs === undefined && !executor.endsWith('iterations'))
  ) {
    return cantTell(code, 'the "scenarios:" lines that k6 prints first');
  }
  if (scenarios.some(({ durationMs }) => durationMs === undefined)) {
    return cantTell(code, 'scenarios that last for a given time; these end with their iterations');
  }
  if (seconds === undefined || longest === undefined) {
    return cantTell(code, 'counts with their rates, and max of iteration_duration');
  }
  const plannedMs = Math.max(...scenarios.map((each) => (each.startMs ?? 0) + each.durationMs!));
  const beyondMs = seconds * 1000 - plannedMs;
  // Iterations go on after the end, for as long as the longest at most.
  const explainedMs = longest + NOTICEABLE_MS;
  if (
    beyondMs <= explainedMs ||
    beyondMs < NOTICEABLE_SHARE * plannedMs ||
    (summary.iterations?.interrupted ?? 0) > 0
  ) {
    return notFound(
      code,
      `rates are over ${shown(seconds)} s, and the scenarios last for ${shown(plannedMs / 1000)} s`,
    );
  }
  const rate = load.requestsPerSecond ?? undefined;
  return found({
    code,
    summary:
      `Rates are counts divided by ${shown(seconds)} s, and the scenarios last for ${shown(plannedMs / 1000)} s: at least ` +
      `${duration(beyondMs - longest)} are of setup(), teardown() or a slow start` +
      (rate === undefined
        ? '.'
        : `. Over the scenarios alone it is about ${shown((rate * seconds * 1000) / plannedMs)} requests/s.`),
    evidence: { wholeTestSeconds: seconds, scenariosSeconds: plannedMs / 1000 },
    remedy: 'Divide the counts by the time of the scenarios, or keep setup() short.',
    invalidates: ['requestsPerSecond'],
  });
}
