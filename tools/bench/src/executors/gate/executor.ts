import type { ExecutorContext } from '@nx/devkit';
import { BenchError } from '../../errors/bench-error.ts';
import { readBaseline } from '../../gate/baseline-file.ts';
import { changesSince, type Thresholds } from '../../gate/change.ts';
import { type GateOutcome, gate } from '../../gate/gate.ts';
import { renderChanges } from '../../gate/render.ts';
import { noiseFloorBetweenRuns } from '../../noise/noise-file.ts';
import { measureServers } from '../../run/measure-servers.ts';
import { readResults } from '../../run/result-store.ts';
import { durationMs } from '../../schema/options.ts';
import type { RecordedOptions } from '../../schema/recorded-options.ts';
import type { Result } from '../../schema/result.ts';
import { machineFilePath } from '../../system/machine-file.ts';
import { failed } from '../failed.ts';
import { benchedProjects } from '../servers-of.ts';

export interface GateOptions {
  servers?: string[];
  file: string;
  noiseFile: string;
  thresholds: Thresholds;
  inconclusive: 'fail' | 'pass';
}

/** Fails when a server is broken, or a figure worse than the baseline beyond threshold and noise in two measurements. */
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
    const noiseFloor = await noiseFloorBetweenRuns(
      machineFilePath(options.noiseFile, context.root, fingerprint),
    );
    const benched = benchedProjects(context);
    const compare = (now: readonly Result[], asked: readonly string[]) =>
      changesSince(baseline, now, {
        thresholds: options.thresholds,
        noiseFloor,
        isLeftOut: (server) => benched.includes(server) && !asked.includes(server),
      });

    const changes = compare(results, servers);
    write(renderChanges(changes));
    const outcome = await gate(changes, async (servers) => {
      write(`\nMeasuring ${servers.join(', ')} again to confirm.`);
      const suspects = results.filter((result) => servers.includes(result.server));
      const load = new Map(servers.map((server) => [server, loadOf(suspects, server)]));
      const again = compare(await measureServers(load, context.root, write), servers);
      write(renderChanges(again));
      return again;
    });
    if (outcome.state === 'failed') throw gateFailed(outcome);
    if (outcome.state === 'nothing compared') throw nothingCompared();
    if (outcome.state === 'inconclusive' && options.inconclusive === 'fail') {
      throw inconclusive(renderChanges(outcome.changes));
    }
    write(
      outcome.state === 'passed'
        ? '\nThe gate is passed.'
        : '\nThe gate is passed, as "inconclusive" is "pass": some figures could not be compared, see above.',
    );
    return { success: true };
  } catch (thrown) {
    return failed(thrown);
  }
}

/** The options that a server was measured with, within all its limits. The period is the one given: a tight limit may have a longer one. */
function loadOf(results: readonly Result[], server: string): Record<string, unknown> {
  const all = results
    .filter((result) => result.server === server)
    .map(({ provenance }) => provenance.options);
  const limits = results.flatMap((result) => (result.server === server && result.cpus) || []);
  if (limits.length === 0) return all[0]!;
  const periodMs = ({ cpuPeriod }: RecordedOptions) =>
    cpuPeriod === undefined ? Number.MAX_VALUE : durationMs(cpuPeriod);
  const [shortest] = all.sort((one, other) => periodMs(one) - periodMs(other));
  return { ...shortest, cpus: limits };
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

function gateFailed({ broken, worse }: Extract<GateOutcome, { state: 'failed' }>): BenchError {
  const parts = [
    ...(broken.length > 0 ? [`broken:\n${renderChanges(broken)}`] : []),
    ...(worse.length > 0
      ? [
          `worse than the baseline beyond threshold and noise, and so again when measured once more:\n${renderChanges(worse)}`,
        ]
      : []),
  ];
  return new BenchError(
    'GATE_FAILED',
    parts.join('\n'),
    'Mend what is broken and find what became slower; if it is meant to be so, or a server was removed, store a new baseline.',
  );
}

function inconclusive(lines: string): BenchError {
  return new BenchError(
    'GATE_INCONCLUSIVE',
    `nothing is worse than the baseline, but of these figures it could not be told:\n${lines}`,
    'Measure again with the load of the baseline on a quiet machine, or store a new baseline; --inconclusive=pass lets it pass.',
  );
}

function nothingCompared(): BenchError {
  return new BenchError(
    'GATE_COMPARED_NOTHING',
    'expected a figure that result and baseline both have, found none: see the lines above',
    'Store a baseline on this machine with the same load options and enough rounds, and give "thresholds".',
  );
}
