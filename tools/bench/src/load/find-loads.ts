import { SATURATION } from '../plan/saturation-scenario.ts';
import { loadName } from '../schema/load-name.ts';
import type { BenchOptions } from '../schema/options.ts';
import { findScenarios, type Scenario } from './scenario.ts';
import { type ReadyWorkload, readWorkload } from './workload.ts';
import { refuseByScript, refuseByWrk } from './workload-refused.ts';
import { findWrk, type Wrk } from './wrk.ts';

interface Asking {
  /** Of the scenario and the workload: `closed`, `closed@quote`. */
  readonly name: string;
  /** Absent where it is a GET of the option `endpoint`. */
  readonly workload?: ReadyWorkload | undefined;
}

/** A load by a script of k6's. */
export type ScriptLoad = Scenario & Asking;

/** The load that is made by wrk and not by a script of k6's. */
export interface Saturation extends Asking {
  readonly wrk: Wrk;
}

/** A scenario with a workload. */
export type Load = ScriptLoad | Saturation;

/** All loads of a launch. @throws UNKNOWN_SCENARIO, UNKNOWN_WORKLOAD, WORKLOAD_FILE_UNUSABLE, WORKLOAD_UNSUPPORTED, WRK_MISSING, WRK_FAILED */
export async function findLoads(
  options: Pick<BenchOptions, 'scenarios' | 'scenarioFolder' | 'workload' | 'workloads'>,
  workspaceRoot: string,
): Promise<Load[]> {
  const { scenarios, scenarioFolder, workload } = options;
  const scripts = await findScenarios(
    scenarios.filter((name) => name !== SATURATION),
    scenarioFolder,
    workspaceRoot,
  );
  const workloads = await Promise.all(
    workload.map(async (name) => ({ name, ready: await readWorkload(name, options, workspaceRoot) })),
  );
  const loads: Load[] = [];
  for (const { name, ready } of workloads) {
    for (const scenario of scenarios) {
      const asking: Asking = { name: loadName(scenario, name), ...(ready && { workload: ready }) };
      if (scenario === SATURATION) {
        if (ready) refuseByWrk(ready);
        loads.push({ ...asking, wrk: findWrk(workspaceRoot) });
      } else {
        const script = scripts.find((each) => each.name === scenario)!;
        if (ready) refuseByScript(ready, script);
        loads.push({ ...script, ...asking });
      }
    }
  }
  return loads;
}
