import { baselineOf } from '../../../bench/src/gate/baseline.ts';
import { type Change, changesSince, type Thresholds } from '../../../bench/src/gate/change.ts';
import { type GateOutcome, gate } from '../../../bench/src/gate/gate.ts';
import type { Baseline } from '../../../bench/src/schema/baseline.ts';
import type { Result } from '../../../bench/src/schema/result.ts';
import { measure } from '../measure.ts';
import { part } from './part-of-result.ts';

export const scenario = 'open';
/** Of the CPU time that a request costs otherwise. */
export const injectedShare = 0.05;
/** Rounds of each side of an A/A trial: the fewest that carry a 95 % interval. */
export const aaPairs = 6;

/**
 * Rounds of a second without warm-up, as the servers compile nothing; a launch each. 4,000 requests a second, since the CPU
 * time of a request varies least there: 5 % between the rounds of a pair on two cores, 10 % at 1,000 a second and 9 % when k6
 * takes the machine whole. One thread of Go's scheduler, as idle ones look for work at no one's request.
 */
const load = {
  scenarios: [scenario],
  rate: 4000,
  duration: '1s',
  warmup: '0s',
  rest: '1ms',
};
/** 25 paired rounds found 5 % in 96 of 100 draws, 12 in 53, when this was set: the power curve of the report says it for now. */
const trialRounds = { rounds: 26, maxRounds: 50, precision: 0.022 };
const healthyEnv = { FAULT: 'none', GOMAXPROCS: '1' };
const slowerEnv = { FAULT: 'slower', EXTRA_SHARE: String(injectedShare), GOMAXPROCS: '1' };
const thresholds: Thresholds = { cpuMicrosPerRequest: 0.1, rssPeakBytes: 0.2 };

/** A healthy server and its slower copy in interleaved rounds, as many as the precision asks for. */
export async function measureTrial(workspaceRoot: string): Promise<{ healthy: Result; slower: Result }> {
  const precise = { ...load, ...trialRounds };
  const { results } = await measure(
    { healthy: { ...precise, env: healthyEnv }, slower: { ...precise, env: slowerEnv } },
    workspaceRoot,
  );
  return { healthy: results.get('healthy')!, slower: results.get('slower')! };
}

/** The healthy server alone, twice the rounds of a rerun. */
export async function measureBaseline(workspaceRoot: string): Promise<Baseline> {
  return baselineOf([await measureHealthy(workspaceRoot, 2 * aaPairs)]);
}

async function measureHealthy(workspaceRoot: string, rounds: number): Promise<Result> {
  const { results } = await measure({ healthy: { ...load, rounds, env: healthyEnv } }, workspaceRoot);
  return results.get('healthy')!;
}

/** Each half of the rounds of an unchanged server is a rerun; what looks worse is measured once more, as the gate does. */
export async function gateReruns(
  baseline: Baseline,
  healthy: Result,
  workspaceRoot: string,
): Promise<GateOutcome['state'][]> {
  const compare = (now: Result): Change[] => changesSince(baseline, [now], { thresholds });
  const half = healthy.rounds.length / 2;
  const halves = [part(healthy, (place) => place < half), part(healthy, (place) => place >= half)];
  const states: GateOutcome['state'][] = [];
  for (const rerun of halves) {
    const outcome = await gate(compare(rerun), async () =>
      compare(await measureHealthy(workspaceRoot, aaPairs)),
    );
    states.push(outcome.state);
  }
  return states;
}
