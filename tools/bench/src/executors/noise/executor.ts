import { rm } from 'node:fs/promises';
import type { ExecutorContext } from '@nx/devkit';
import { BenchError } from '../../errors/bench-error.ts';
import { machineFilePath, writeMachineFile } from '../../gate/machine-file.ts';
import { noiseOf, type Trial } from '../../noise/noise-of.ts';
import { renderNoise } from '../../noise/render.ts';
import { measureServers } from '../../run/measure-servers.ts';
import { serverFolder } from '../../run/result-store.ts';
import { declaredOptions } from '../declared-options.ts';
import { failed } from '../failed.ts';

export interface NoiseOptions {
  servers: string[];
  server?: string;
  scenario: string;
  trials: number;
  rounds: number;
  duration: string;
  warmup: string;
  file: string;
}

/** Measures a server against itself, and stores by how much the same thing differs on this machine. */
export default async function noiseExecutor(
  options: NoiseOptions,
  context: ExecutorContext,
): Promise<{ success: boolean }> {
  const { scenario, trials, rounds, duration, warmup } = options;
  const server = options.server ?? options.servers[0] ?? '';
  const copies = [`${server}-a`, `${server}-b`] as const;
  try {
    const declared = declaredOptions(server, context);
    const loads = new Map(
      copies.map((copy) => [
        copy,
        {
          ...declared,
          label: copy,
          scenarios: [scenario],
          rounds,
          duration,
          warmup,
          rest: '1ms',
          contractCheck: undefined,
        },
      ]),
    );
    const measured: Trial[] = [];
    for (let trial = 1; trial <= trials; trial += 1) {
      process.stdout.write(`\nTrial ${trial} of ${trials}\n`);
      const results = await measureServers(
        loads,
        context.root,
        (line) => void process.stdout.write(`${line}\n`),
      );
      measured.push(trialOf(results.find(named(copies[0])), results.find(named(copies[1]))));
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
    });
    process.stdout.write(`\n${renderNoise(figures)}\nStored in ${path}.\n`);
    return { success: true };
  } catch (thrown) {
    return failed(thrown);
  } finally {
    for (const copy of copies) await rm(serverFolder(context.root, copy), { recursive: true, force: true });
  }
}

const named = (server: string) => (result: Trial[number]) => result.server === server;

function trialOf(one: Trial[number] | undefined, other: Trial[number] | undefined): Trial {
  const failure = [one, other].flatMap((result) => result?.errors ?? [])[0];
  if (failure) throw new BenchError(failure.code, failure.message, failure.fix);
  if (one && other) return [one, other];
  throw new BenchError('NOTHING_MEASURED', 'expected results of both copies, found none', 'Run it again.');
}
