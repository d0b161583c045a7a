import type { ExecutorContext } from '@nx/devkit';
import { BenchError } from '../../errors/bench-error.ts';
import { baselineOf } from '../../gate/baseline.ts';
import { readBaseline } from '../../gate/baseline-file.ts';
import { changesSince, type Thresholds } from '../../gate/change.ts';
import { gate } from '../../gate/gate.ts';
import { machineFilePath } from '../../gate/machine-file.ts';
import { renderChanges } from '../../gate/render.ts';
import { noiseFloorOf } from '../../noise/noise-file.ts';
import { measureServers } from '../../run/measure-servers.ts';
import { readResults } from '../../run/result-store.ts';
import type { Result } from '../../schema/result.ts';
import { failed } from '../failed.ts';
import { benchedProjects } from '../servers-of.ts';

export interface GateOptions {
  servers?: string[];
  file: string;
  noiseFile: string;
  thresholds: Thresholds;
}

/** Fails when a figure is worse than the baseline beyond threshold and noise, in two measurements. */
export default async function gateExecutor(
  options: GateOptions,
  context: ExecutorContext,
): Promise<{ success: boolean }> {
  const write = (text: string) => void process.stdout.write(`${text}\n`);
  try {
    const servers = options.servers ?? benchedProjects(context);
    const results = await readResults(context.root, servers);
    const fingerprint = fingerprintOf(results, servers);
    const baseline = await readBaseline(machineFilePath(options.file, context.root, fingerprint));
    const noiseFloor = await noiseFloorOf(machineFilePath(options.noiseFile, context.root, fingerprint));
    const compare = (now: readonly Result[]) =>
      changesSince(baseline, baselineOf(now), options.thresholds, noiseFloor);

    const changes = compare(results);
    write(renderChanges(changes));
    const outcome = await gate(changes, async (servers) => {
      write(`\nMeasuring ${servers.join(', ')} again to confirm.`);
      const suspects = results.filter((result) => servers.includes(result.server));
      const options = new Map(suspects.map((result) => [result.server, result.provenance.options]));
      const again = compare(await measureServers(options, context.root, write));
      write(renderChanges(again));
      return again;
    });
    if (outcome.state === 'passed') {
      write('\nThe gate is passed.');
      return { success: true };
    }
    throw outcome.state === 'failed' ? worse(renderChanges(outcome.worse)) : nothingCompared();
  } catch (thrown) {
    return failed(thrown);
  }
}

function fingerprintOf(results: readonly Result[], servers: readonly string[]): string {
  const fingerprint = results[0]?.provenance.machine.fingerprint;
  if (fingerprint !== undefined) return fingerprint;
  throw new BenchError(
    'NOTHING_MEASURED',
    `expected a result of one of ${servers.join(', ')}, found none`,
    'Run the bench target first.',
  );
}

function worse(lines: string): BenchError {
  return new BenchError(
    'GATE_FAILED',
    `worse than the baseline beyond threshold and noise, and so again when measured once more:\n${lines}`,
    'Find what made it slower; if it is meant to be, store a new baseline.',
  );
}

function nothingCompared(): BenchError {
  return new BenchError(
    'GATE_COMPARED_NOTHING',
    'expected a figure that result and baseline both have, found none: see the lines above',
    'Store a baseline on this machine with the same load options and enough rounds, and give "thresholds".',
  );
}
