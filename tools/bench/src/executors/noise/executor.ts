import type { ExecutorContext } from '@nx/devkit';
import { BenchError } from '../../errors/bench-error.ts';
import { noiseOf, type Trial } from '../../noise/noise-of.ts';
import { pinningNoiseOf } from '../../noise/pinning-noise.ts';
import { renderNoise, renderPinningNoise } from '../../noise/render.ts';
import { obstacleToPinning } from '../../pinning/choose.ts';
import { readPinnableCpus } from '../../pinning/pinnable-cpus.ts';
import { whyUnpinned } from '../../report/view/pinning-line.ts';
import { measureServers } from '../../run/measure-servers.ts';
import { benchFolder, clearServerFolder } from '../../run/result-store.ts';
import type { GivenOptions } from '../../schema/options.ts';
import type { PinningNoise } from '../../schema/pinning.ts';
import type { Result } from '../../schema/result.ts';
import { machineFilePath, writeMachineFile } from '../../system/machine-file.ts';
import { declaredOptions } from '../declared-options.ts';
import { failed } from '../failed.ts';
import { benchedProjects } from '../servers-of.ts';

export interface NoiseOptions {
  servers?: string[];
  server?: string;
  scenario: string;
  pinningRounds: number;
  trials: number;
  rounds: number;
  duration: string;
  warmup: string;
  wait?: string;
  file: string;
}

type Load = Partial<GivenOptions>;

/** Measures a server against itself, and stores by how much the same thing differs on this machine. */
export default async function noiseExecutor(
  options: NoiseOptions,
  context: ExecutorContext,
): Promise<{ success: boolean }> {
  const { scenario, pinningRounds, trials, rounds, duration, warmup, wait } = options;
  const server = options.server ?? (options.servers ?? benchedProjects(context))[0] ?? '';
  try {
    const declared: Load = declaredOptions(server, context);
    const load: Load = {
      ...declared,
      scenarios: [scenario],
      rounds,
      duration,
      warmup,
      rest: '1ms',
      contractCheck: undefined,
      // Of several limits the tightest, which is the noisiest.
      ...(Array.isArray(declared.cpus) && { cpus: Math.min(...declared.cpus) }),
      ...(wait !== undefined && { wait }),
    };
    const pinning = await measurePinning(server, { ...load, rounds: pinningRounds }, scenario, context.root);
    process.stdout.write(`\n${renderPinningNoise(pinning)}\n`);
    // As `auto` will measure from now on: the floor is that of the runs that it is for.
    const mode = pinning.state === 'measured' && pinning.helps ? 'on' : 'off';
    const measured: Trial[] = [];
    for (let trial = 1; trial <= trials; trial += 1) {
      process.stdout.write(`\nTrial ${trial} of ${trials}\n`);
      const copies: [string, Load][] = ['a', 'b'].map((copy) => [
        `${server}-${copy}`,
        { ...load, pinning: mode },
      ]);
      measured.push(await measureCopies(copies, context.root));
    }
    const machine = measured[0]![0].provenance.machine;
    const figures = noiseOf(measured, scenario);
    const path = machineFilePath(options.file, context.root, machine.fingerprint);
    await writeMachineFile(path, {
      schemaVersion: 1,
      machine,
      server,
      scenario,
      trials,
      rounds,
      duration,
      figures,
      pinning,
    });
    process.stdout.write(`\n${renderNoise(figures)}\n${renderPinningNoise(pinning)}\nStored in ${path}.\n`);
    return { success: true };
  } catch (thrown) {
    return failed(thrown);
  }
}

async function measurePinning(
  server: string,
  load: Load,
  scenario: string,
  workspaceRoot: string,
): Promise<PinningNoise> {
  const { launcher = 'process', cpuset } = load;
  const obstacle = obstacleToPinning({ launcher, cpuset }, readPinnableCpus());
  if (obstacle) return { state: 'not-measured', reason: whyUnpinned(obstacle) };
  process.stdout.write('\nWith and without pinning\n');
  const [pinned, unpinned] = await measureCopies(
    [
      [`${server}-pinned`, { ...load, pinning: 'on' }],
      [`${server}-unpinned`, { ...load, pinning: 'off' }],
    ],
    workspaceRoot,
  );
  return pinningNoiseOf(pinned, unpinned, scenario);
}

/** Two copies of the server in interleaved rounds; what they leave in `dist/bench` is no result of a server. */
async function measureCopies(
  copies: readonly [string, Load][],
  workspaceRoot: string,
): Promise<readonly [Result, Result]> {
  const loads = new Map(copies.map(([copy, load]) => [copy, { ...load, label: copy }]));
  try {
    const results = await measureServers(
      loads,
      workspaceRoot,
      (line) => void process.stdout.write(`${line}\n`),
    );
    const [one, other] = copies.map(([copy]) => results.find(({ server }) => server === copy));
    const failure = [one, other].flatMap((result) => result?.errors ?? [])[0];
    if (failure) throw BenchError.of(failure);
    if (one && other) return [one, other];
    throw new BenchError('NOTHING_MEASURED', 'expected results of both copies, found none', 'Run it again.');
  } finally {
    for (const [copy] of copies) await clearServerFolder(benchFolder(workspaceRoot), copy);
  }
}
