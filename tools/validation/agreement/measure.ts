import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { boundOf } from '../../bench/src/analyse/bound.ts';
import { observationOfRounds } from '../../bench/src/analyse/observation.ts';
import { launcherOf } from '../../bench/src/launch/launchers.ts';
import { findLoads } from '../../bench/src/load/find-loads.ts';
import type { K6 } from '../../bench/src/load/k6.ts';
import { shuffledRounds } from '../../bench/src/plan/order.ts';
import type { PlannedServer } from '../../bench/src/plan/plan.ts';
import type { Bound } from '../../bench/src/schema/bound.ts';
import type { MeasuredRound } from '../../bench/src/schema/round.ts';
import { watchLog } from '../../bench/src/system/log-file.ts';
import { type AgreementLoad, podLoad } from './loads.ts';
import { limitedServer, serverNames } from './servers.ts';

/** What one load of one launch cost. */
export interface AgreementSample {
  readonly load: string;
  readonly server: string;
  readonly round: number;
  readonly cpuMicrosPerRequest: number;
  readonly requestsPerSecond: number;
  readonly bound: Bound['by'];
}

export interface AgreementSpec {
  readonly workspaceRoot: string;
  readonly rounds: number;
  readonly seed: number;
  readonly k6: K6;
  /** Of a process, after `podLoad`. */
  readonly others: readonly AgreementLoad[];
  /** Whether `podLoad` is run against containers as well. */
  readonly withContainers: boolean;
  readonly folder: string;
  readonly signal: AbortSignal;
  readonly write: (line: string) => void;
}

/** In each round every server is launched once, warmed up and loaded in every way, and once more as a container. */
export async function measureAgreement(spec: AgreementSpec): Promise<AgreementSample[]> {
  const samples: AgreementSample[] = [];
  const measured = new Map<string, MeasuredRound[]>();
  const order = shuffledRounds(serverNames, () => spec.rounds, spec.seed);
  for (const { server, round } of order) {
    const before = measured.get(server) ?? [];
    const of = (
      known: readonly MeasuredRound[],
      loads: readonly AgreementLoad[],
      launcher: 'process' | 'docker',
      name?: string,
    ) => {
      const planned = limitedServer(server, launcher, spec.workspaceRoot);
      return measureLaunch(spec, { planned, round, loads, before: known }, name);
    };
    const process = await of(before, [podLoad, ...rotated(spec.others, round)], 'process');
    const now = [...before, process[0]!.measured];
    const container = spec.withContainers ? await of(now, [podLoad], 'docker', 'k6, containers') : [];
    samples.push(...[...process, ...container].map(({ sample }) => sample));
    measured.set(server, now);
  }
  return samples;
}

/** So that no load is always the first after the warm-up. */
function rotated<T>(all: readonly T[], by: number): T[] {
  const first = all.length === 0 ? 0 : by % all.length;
  return [...all.slice(first), ...all.slice(0, first)];
}

async function measureLaunch(
  { workspaceRoot, k6, folder, signal, write }: AgreementSpec,
  launch: {
    planned: PlannedServer;
    round: number;
    loads: readonly AgreementLoad[];
    before: readonly MeasuredRound[];
  },
  name?: string,
): Promise<{ sample: AgreementSample; measured: MeasuredRound }[]> {
  const { planned, round, loads } = launch;
  const { server, options } = planned;
  const home = join(folder, options.launcher, server);
  await mkdir(join(home, 'closed'), { recursive: true });
  const [scenario] = await findLoads({ ...options, scenarios: ['closed'] }, workspaceRoot);
  const logFile = join(home, `server-${round + 1}.log`);
  const running = await launcherOf[options.launcher].launch({
    server,
    options,
    workspaceRoot,
    logFile,
    signal,
    onNote: write,
  });
  const log = watchLog(logFile);
  const outcomes: { sample: AgreementSample; measured: MeasuredRound }[] = [];
  try {
    for (const load of loads) {
      const measured = await load.run(
        {
          round: { server: planned, round, position: 0 },
          scenario: scenario!,
          running,
          log,
          k6,
          before: [...launch.before, ...outcomes.map((outcome) => outcome.measured)],
          folder: home,
          signal,
          onRequests: () => {},
        },
        join(home, 'closed', `round-${round + 1}.${load.name.replaceAll(' ', '-')}`),
      );
      const sample = {
        load: name ?? load.name,
        server,
        round,
        cpuMicrosPerRequest: measured.server.cpuMicrosPerRequest,
        requestsPerSecond: measured.load.requestsPerSecond,
        bound: boundOf(observationOfRounds([measured], options)).by,
      };
      write(
        `${server} round ${round + 1}, ${sample.load}: ${sample.cpuMicrosPerRequest.toFixed(1)} µs a request, ${Math.round(sample.requestsPerSecond)} requests/s, bound by ${sample.bound}`,
      );
      outcomes.push({ sample, measured });
    }
  } finally {
    log.end();
    await running.stop();
  }
  return outcomes;
}
