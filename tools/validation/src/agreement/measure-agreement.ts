import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { measuredRoundsOf } from '../../../bench/src/analyse/paired-rounds.ts';
import { launcherOf } from '../../../bench/src/launch/launchers.ts';
import { attackWithVegeta, type VegetaLoad } from '../../../bench/src/load/vegeta.ts';
import { parseOptions } from '../../../bench/src/plan/parse-options.ts';
import { anySignal } from '../../../bench/src/system/any-signal.ts';
import { measure, misbehavingServer } from '../measure.ts';

export const agreedRate = 500;
const duration = '3s';
const vus = 50;
/** Of Vegeta's attacks and the launch for them. */
const mostMs = 60_000;

/** The same server under the same rate, by k6 and by Vegeta right after it, twice. */
export interface AgreementRound {
  k6: VegetaLoad;
  /** Median of k6's iteration_duration, which begins before its request's clock and ends after it. */
  k6IterationP50Ms: number | undefined;
  vegeta: VegetaLoad;
  vegetaAgain: VegetaLoad;
}

/** k6 by way of a whole bench, Vegeta against a launch of its own. */
export async function measureAgreement(
  fault: string,
  vegeta: string,
  { workspaceRoot, signal }: { workspaceRoot: string; signal: AbortSignal },
): Promise<AgreementRound> {
  const options = { env: { FAULT: fault }, scenarios: ['open'], rate: agreedRate, duration, vus };
  const { results } = await measure(
    { [fault]: { ...options, rounds: 1, warmup: '1s', rest: '1ms' } },
    workspaceRoot,
  );
  const [round] = measuredRoundsOf(results.get(fault)!, 'open');
  const { requestsPerSecond, latencyMs, iterationMs } = round!.load;
  const folder = await mkdtemp(join(tmpdir(), 'bench-vegeta-'));
  const untilOver = anySignal(signal, AbortSignal.timeout(mostMs));
  try {
    const running = await launcherOf.process.launch({
      server: fault,
      options: parseOptions(fault, { command: [misbehavingServer], ...options }),
      workspaceRoot,
      logFile: join(folder, 'server.log'),
      signal: untilOver,
    });
    try {
      const attack = (length: string) =>
        attackWithVegeta({
          vegeta,
          url: `${running.url}/health`,
          rate: agreedRate,
          connections: vus,
          folder,
          duration: length,
          signal: untilOver,
        });
      await attack('1s');
      return {
        k6: { requestsPerSecond, latencyMs },
        k6IterationP50Ms: iterationMs?.p50,
        vegeta: await attack(duration),
        vegetaAgain: await attack(duration),
      };
    } finally {
      await running.stop();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
