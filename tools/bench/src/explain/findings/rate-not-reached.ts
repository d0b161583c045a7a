import { percent, shown } from '../../analyse/findings/verdict.ts';
import type { Facts } from '../facts.ts';
import { counted, duration } from '../words.ts';
import { cantTell, type ExplainedVerdict, found, notFound } from './verdict.ts';

const code = 'rate-not-reached';

/** The last iterations end after the scenario, so that even a rate that was kept is a little low over the whole time. */
const REACHED_SHARE = 0.99;

/** An arrival rate that k6 could not keep; Little's law tells how many VUs it takes at the measured iteration time. */
export function rateNotReachedIn({ summary, load, model, iterationsPerSecond }: Facts): ExplainedVerdict {
  if (model === 'closed' || model === 'iterations') return notFound(code, 'the script asks for no rate');
  const [scenario, ...others] = summary.scenarios;
  if (others.length > 0) return cantTell(code, 'figures of each scenario alone');
  if (scenario?.rate === undefined) return cantTell(code, 'the "scenarios:" lines that k6 prints first');
  const { droppedIterations: dropped, iterations, iterationMs } = load;
  if (dropped === undefined || iterations === undefined)
    return cantTell(code, 'iterations and dropped_iterations');
  const reached = iterations / (iterations + dropped);
  const asked = `${shown(scenario.rate)} iterations/s${scenario.executor === 'ramping-arrival-rate' ? ' at the most' : ''}`;
  if (reached >= REACHED_SHARE)
    return notFound(code, `${asked} were asked for and ${percent(reached)} of the iterations started`);
  const avg = iterationMs?.avg;
  const needed = avg === undefined ? undefined : Math.ceil((scenario.rate * avg) / 1000);
  const had = load.vusMax ?? scenario.maxVus;
  return found({
    code,
    summary:
      `The script asks for ${asked}, and only ${percent(reached)} of the iterations could start` +
      (iterationsPerSecond === undefined ? '' : ` (${shown(iterationsPerSecond)}/s)`) +
      (needed === undefined
        ? '.'
        : `. At ${duration(avg!)} an iteration it takes ${counted(needed, 'VU')} on average (Little's law)${had === undefined ? '' : `; there were ${shown(had)}`}.`),
    evidence: {
      askedIterationsPerSecond: scenario.rate,
      startedShare: reached,
      ...(needed !== undefined && { vusNeeded: needed }),
      ...(had !== undefined && { vus: had }),
    },
    remedy:
      needed !== undefined && had !== undefined && needed <= had
        ? 'On average there were VUs enough: the iteration was longer at times, or VUs started too late. Raise preAllocatedVUs.'
        : 'Set preAllocatedVUs above that number, with something to spare. If the iteration then takes longer, the server is at its limit, or the machine of k6.',
  });
}
