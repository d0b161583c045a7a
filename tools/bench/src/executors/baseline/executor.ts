import type { ExecutorContext } from '@nx/devkit';
import { BenchError } from '../../errors/bench-error.ts';
import { baselineOf } from '../../gate/baseline.ts';
import { FEWEST_ROUNDS } from '../../gate/why-not-compared.ts';
import { readResults } from '../../run/result-store.ts';
import { machineFilePath, writeMachineFile } from '../../system/machine-file.ts';
import { failed } from '../failed.ts';
import { benchedProjects } from '../servers-of.ts';

/** Stores the results of the servers that the suite depends on as what later ones are compared with. */
export default async function baselineExecutor(
  options: { servers?: string[]; file: string },
  context: ExecutorContext,
): Promise<{ success: boolean }> {
  try {
    const expected = options.servers ?? benchedProjects(context);
    const results = await readResults(context.root, expected);
    const baseline = baselineOf(results);
    const fingerprint = results[0]?.provenance.machine.fingerprint;
    if (fingerprint === undefined || baseline.rows.length === 0) {
      throw new BenchError(
        'NOTHING_MEASURED',
        `expected a measured result of one of ${expected.join(', ')}, found none`,
        'Run the bench target first.',
      );
    }
    const path = machineFilePath(options.file, context.root, fingerprint);
    await writeMachineFile(path, baseline);
    const servers = [...new Set(baseline.rows.map((row) => row.label))].join(', ');
    process.stdout.write(
      `Baseline of ${servers} stored in ${path}. Commit it, or keep it on this machine.\n`,
    );
    const fewest = Math.min(
      ...baseline.rows.map((row) => row.values.cpuMicrosPerRequest?.length ?? FEWEST_ROUNDS),
    );
    if (fewest < FEWEST_ROUNDS) {
      process.stdout.write(
        `Some have ${fewest} rounds: the gate needs ${FEWEST_ROUNDS} on both sides (option "rounds").\n`,
      );
    }
    return { success: true };
  } catch (thrown) {
    return failed(thrown);
  }
}
