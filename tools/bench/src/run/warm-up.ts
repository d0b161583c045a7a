import { type Level, levelOf, type Progress } from '../analyse/level.ts';
import { startSampler } from '../observe/sampler.ts';
import { workloadOf } from '../schema/load-name.ts';
import { durationMs } from '../schema/options.ts';
import type { MeasuredRound, Round, WarmUp } from '../schema/round.ts';
import { anySignal } from '../system/any-signal.ts';
import { type LoadShape, type LoadSpec, planned, whileAlive } from './load-once.ts';

/** Those of the launches so far, by the workload of a load. */
export function warmUpsOf(rounds: readonly Round[], load: string): WarmUp[] {
  return launchesUnder(rounds, load).flatMap(({ warmUp }) => warmUp ?? []);
}

/** The levels of the launches so far. Where the load that followed cost less, the warm-up had ended too early, and that is the level. */
export function levelsOf(rounds: readonly Round[], load: string): Level[] {
  return launchesUnder(rounds, load).flatMap(({ warmUp, server }) => {
    if (warmUp?.state !== 'level') return [];
    const { fullSpeedMs, cpuMicrosPerRequest } = warmUp;
    const level = Math.min(cpuMicrosPerRequest.level, server.cpuMicrosPerRequest);
    return [{ fullSpeedMs, cpuMicrosPerRequest: { ...cpuMicrosPerRequest, level } }];
  });
}

function launchesUnder(rounds: readonly Round[], load: string): MeasuredRound[] {
  return rounds.filter(
    (round): round is MeasuredRound =>
      round.status === 'measured' && workloadOf(round.scenario) === workloadOf(load),
  );
}

/** Runs the scenario without measuring it. */
export async function warmUp(spec: LoadSpec, shape: LoadShape): Promise<void> {
  await whileAlive(spec, async (signal) => (await planned(spec, shape, signal, true)).start().done);
}

/**
 * Runs the scenario until a request costs the server no less than before, at most for `shape.duration`. The CPU limit is the
 * one that is measured under. Undefined, without a load, where the generator does not count its requests while it runs.
 */
export function warmUpUntilLevel(spec: LoadSpec, shape: LoadShape): Promise<WarmUp | undefined> {
  const earlier = levelsOf(spec.before, spec.scenario.name);
  return whileAlive(spec, async (signal) => {
    const level = new AbortController();
    const run = await planned(spec, shape, anySignal(signal, level.signal), true);
    if (run.live === undefined) return undefined;
    const generator = run.start();
    let warm: WarmUp | undefined;
    const sampler = startSampler({
      server: spec.running.usage,
      generator: generator.meters,
      live: run.live,
      durationMs: durationMs(shape.duration),
      onRequests: (requests) => {
        spec.onRequests(requests);
        if (warm !== undefined) return;
        const progress = sampler.soFar().flatMap(progressIn);
        const reached = levelOf(progress, earlier);
        if (reached === undefined) return;
        warm = { state: 'level', durationMs: progress.at(-1)!.atMs, ...reached };
        level.abort();
      },
    });
    try {
      await generator.done;
    } catch (error) {
      if (warm === undefined || signal.aborted) throw error;
    } finally {
      sampler.stop();
    }
    const readings = sampler.soFar();
    const counted = readings.flatMap(progressIn).some(({ requests }) => requests > 0);
    return warm ?? { state: counted ? 'capped' : 'unknown', durationMs: readings.at(-1)!.atMs };
  });
}

function progressIn({
  atMs,
  serverCpuMicros: cpuMicros,
  requests,
}: ReturnType<ReturnType<typeof startSampler>['soFar']>[number]): Progress[] {
  return requests === undefined ? [] : [{ atMs, cpuMicros, requests }];
}
