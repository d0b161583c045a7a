import type { StartSkew } from '../schema/round.ts';
import { anySignal } from '../system/any-signal.ts';
import { processTreeMeter } from '../system/process/tree-meter.ts';
import { liveVus, resume } from './k6-api.ts';
import { liveK6 } from './live-load.ts';
import { type K6Run, startK6 } from './run-k6.ts';
import type { RunningLoad } from './start-generator.ts';
import { startTogether } from './start-together.ts';

/** Starts several processes of k6 that make one load, each its part, and lets them go together. One that fails ends all. */
export function startRunners(runs: readonly K6Run[], signal: AbortSignal): RunningLoad {
  const failing = new AbortController();
  const stop = anySignal(signal, failing.signal);
  const started = runs.map((run) => startK6({ ...run, signal: stop }));
  let startSkew: StartSkew = { state: 'unknown', reason: 'the runners were not let go' };
  const go = async () => {
    startSkew = await startTogether(
      started.map(({ done }, index) => {
        const { apiAddress } = runs[index]!;
        return {
          name: `runner ${index + 1} of ${runs.length}`,
          live: liveK6(apiAddress),
          vus: () => liveVus(apiAddress),
          resume: () => resume(apiAddress),
          done,
        };
      }),
      stop,
    );
  };
  const done = Promise.all([go(), ...started.map((runner) => runner.done)])
    .then(() => {})
    .catch(async (error) => {
      failing.abort(error);
      await Promise.allSettled(started.map((runner) => runner.done));
      throw error;
    });
  done.catch(() => {});
  return { meters: started.map(({ pid }) => processTreeMeter(pid).usage), done, startSkew: () => startSkew };
}
