import { queueingRatio } from '../../analyse/findings/queueing.ts';
import { percent, shown } from '../../analyse/findings/verdict.ts';
import type { Facts } from '../facts.ts';
import { counted, duration } from '../words.ts';
import { failedConnectionsTakeTime, waitIn } from './long-wait.ts';
import { cantTell, type ExplainedVerdict, found, notFound } from './verdict.ts';

const code = 'vu-bound';

/** As in the bench's own rule: of its time the average VU is inside an iteration for 0.99 to 1. */
const ALWAYS_BUSY = 0.9;
/** More VUs busy than there are: the numbers are not of one run, or setup() is counted in. */
const MOST_BUSY = 1.1;

/**
 * In a closed model the rate is VUs / iteration time (Little 1961). It says nothing about the server where the iteration is a wait. A
 * summary does not tell how many VUs ran on average; only executors, or VUs that are always busy, show that the model is closed.
 */
export function vuBoundIn(facts: Facts): ExplainedVerdict {
  const { load, model, iterationsPerSecond: rate } = facts;
  const { vusMax, iterationMs } = load;
  const missing = [
    vusMax ? [] : ['vus_max'],
    rate ? [] : ['iterations with their rate'],
    iterationMs?.avg ? [] : ['iteration_duration'],
  ].flat();
  if (!vusMax || !rate || !iterationMs?.avg) return cantTell(code, missing.join(' and '));
  const busy = (rate * iterationMs.avg) / 1000;
  const share = busy / vusMax;
  const of = `of ${counted(vusMax, 'VU')} ${shown(busy)} ${shown(busy) === '1' ? 'is' : 'are'} busy on average`;
  if (share > MOST_BUSY) {
    return cantTell(
      code,
      `numbers that fit: ${shown(rate)} iterations/s of ${duration(iterationMs.avg)} take ${shown(busy)} VUs, and there were ${shown(vusMax)}`,
    );
  }
  if (model === 'open') return openModel(facts, of, share);
  const alwaysBusy = share >= ALWAYS_BUSY;
  if (!alwaysBusy && model !== 'closed' && model !== 'iterations')
    return cantTell(code, executorNeeded(facts, of));
  return closedModel(facts, alwaysBusy ? vusMax : busy, alwaysBusy);
}

function openModel({ load }: Facts, of: string, share: number): ExplainedVerdict {
  if (!load.droppedIterations) return notFound(code, `a rate starts the iterations; ${of}`);
  if (share < ALWAYS_BUSY) {
    return cantTell(code, `the VUs that were free over time: ${of}, and yet iterations were dropped`);
  }
  return found({
    code,
    summary: `All VUs are busy (${of}), and iterations were dropped: the VUs, not the asked rate, set the rate.`,
    evidence: { vus: load.vusMax!, busyShare: share, droppedIterations: load.droppedIterations },
    remedy: 'Raise maxVUs if server and machine have CPU to spare, or lower the rate.',
    invalidates: ['requestsPerSecond'],
  });
}

function executorNeeded({ vus, load, constantVus, model }: Facts, of: string): string {
  const varied =
    constantVus === false && vus?.min !== undefined && vus.max !== undefined
      ? `, their number went from ${shown(vus.min)} to ${shown(Math.max(vus.max, load.vusMax ?? 0))}`
      : '';
  const block =
    model === 'mixed' ? 'figures of each scenario alone' : 'the "scenarios:" lines that k6 prints first';
  return `${block}: ${of}${varied}, and the others had not started, had ended, or waited for their turn`;
}

function closedModel(facts: Facts, vus: number, alwaysBusy: boolean): ExplainedVerdict {
  const { load, requestsPerIteration } = facts;
  const iterationMs = load.iterationMs!;
  const avg = iterationMs.avg!;
  const wait = waitIn(facts);
  const perSecond = (vus / avg) * 1000;
  const several = requestsPerIteration !== undefined && requestsPerIteration > 1.02;
  const unit = several
    ? ` iterations/s of ${counted(requestsPerIteration, 'request')} each`
    : load.requestsPerSecond === undefined || (requestsPerIteration ?? 1) < 0.98
      ? ' iterations/s'
      : '/s';
  const law = `${counted(vus, 'VU')} / ${duration(avg)} = ${shown(perSecond)}${unit}`;
  if (wait) {
    return found({
      code,
      summary:
        `The rate only reflects the number of VUs (${alwaysBusy ? '' : 'on average '}${law}): ` +
        `${percent(wait.share)} of an iteration is ${wait.what}.`,
      evidence: {
        vus,
        iterationAvgMs: avg,
        vusDividedByIterationPerSecond: perSecond,
        ...(load.requestsPerSecond !== undefined && { requestsPerSecond: load.requestsPerSecond }),
        waitShareOfIteration: wait.share,
      },
      remedy: wait.remedy,
      invalidates: ['requestsPerSecond'],
    });
  }
  const queueing = queueingRatio(iterationMs);
  if (
    queueing !== undefined &&
    alwaysBusy &&
    facts.constantVus &&
    !(facts.failedShare && facts.failedShare > 0.01)
  ) {
    return notFound(
      code,
      `the median iteration takes ${shown(queueing)} times the quickest: if all iterations do the same, VUs queue for something that is ` +
        'busy, the server or k6 itself',
    );
  }
  if (facts.http === 'none') {
    return cantTell(code, 'HTTP requests to compare the iterations with, and the summary has none');
  }
  if (failedConnectionsTakeTime(facts)) {
    return cantTell(code, 'how long the failed connections took, which is in no metric of k6');
  }
  return cantTell(code, 'the CPU time of server, k6 and machine while the test ran');
}
