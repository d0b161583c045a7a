import { SPOILS_P99_SHARE } from '../../analyse/findings/spoils-p99.ts';
import { percent, shown } from '../../analyse/findings/verdict.ts';
import type { Facts } from '../facts.ts';
import { counted } from '../words.ts';
import { cantTell, type ExplainedVerdict, found, notFound } from './verdict.ts';

const code = 'dropped-iterations';

/**
 * k6 counts an iteration as dropped where a rate found no free VU, and where an iterations executor ran out of time. Only the
 * first makes the latency look better than it is: coordinated omission.
 */
export function droppedIterationsIn(facts: Facts): ExplainedVerdict {
  const { droppedIterations: dropped, iterations } = facts.load;
  const model = droppingModelOf(facts);
  if (dropped === undefined) {
    return model === 'closed'
      ? notFound(code, 'looping VUs drop no iterations')
      : cantTell(code, 'the lines above and below the place of dropped_iterations, or the JSON summary');
  }
  if (dropped === 0) return notFound(code, 'no iteration was dropped');
  const share = iterations === undefined ? undefined : dropped / (dropped + iterations);
  const evidence = {
    droppedIterations: dropped,
    ...(iterations !== undefined && { iterations }),
    ...(share !== undefined && { droppedShare: share }),
  };
  const which = share === undefined ? '' : `, ${percent(share)} of`;
  const what = `k6 dropped ${counted(dropped, 'iteration')}`;
  if (model === 'iterations') {
    return found({
      code,
      summary: `${what}${which && `${which} those that the script asked for`}: maxDuration was over before they could start.`,
      evidence,
      remedy:
        'Raise maxDuration or ask for fewer iterations. Rate and latency are those of the iterations that ran.',
    });
  }
  const spoils = share === undefined || share >= SPOILS_P99_SHARE;
  if (model === 'open') {
    return found({
      code,
      summary: `${what}${which && `${which} those the rate asked for`}: no VU was free, so the slow moments are under-represented.`,
      evidence,
      remedy: 'Raise preAllocatedVUs and maxVUs if server and machine have CPU to spare, or lower the rate.',
      invalidates: spoils ? ['requestsPerSecond', 'latencyMs'] : [],
    });
  }
  return found({
    code,
    summary:
      `${what}${which && `${which} those that were due`}. With an arrival rate no VU was free, and the slow moments are ` +
      'under-represented; with a number of iterations the time was over before they could start.',
    evidence: { ...evidence, ...(iterations !== undefined && { due: dropped + iterations }) },
    remedy:
      `${facts.model === 'unknown' ? 'The "scenarios:" lines that k6 prints first tell which. ' : ''}Arrival rate: raise preAllocatedVUs and maxVUs, or lower the rate. ` +
      `Number of iterations: raise maxDuration${shown(dropped) === '1' ? '' : ', or ask for fewer'}.`,
  });
}

/** What kind of scenario dropped them, where the scenarios that can are of one kind, or the others have too few iterations. */
function droppingModelOf({ model, load, summary }: Facts): Facts['model'] {
  if (model !== 'mixed') return model;
  const rates = summary.scenarios.filter(({ executor }) => executor.endsWith('arrival-rate'));
  const numbered = summary.scenarios.filter(({ executor }) => executor.endsWith('iterations'));
  if (rates.length === 0) return numbered.length > 0 ? 'iterations' : model;
  const most = numbered.reduce((sum, { iterations }) => sum + (iterations ?? Number.POSITIVE_INFINITY), 0);
  return (load.droppedIterations ?? 0) > most ? 'open' : model;
}
