import { SATURATION } from '../plan/saturation-scenario.ts';
import { findScenarios, type Scenario } from './scenario.ts';
import { findWrk, type Wrk } from './wrk.ts';

/** The load that is made by wrk and not by a script of k6's. */
export interface Saturation {
  readonly name: typeof SATURATION;
  readonly wrk: Wrk;
}

/** What a name in the option `scenarios` stands for. */
export type Load = Scenario | Saturation;

/** @throws UNKNOWN_SCENARIO, WRK_MISSING, WRK_FAILED */
export async function findLoads(
  names: readonly string[],
  folder: string,
  workspaceRoot: string,
): Promise<Load[]> {
  const scripts = await findScenarios(
    names.filter((name) => name !== SATURATION),
    folder,
    workspaceRoot,
  );
  return names.map((name) =>
    name === SATURATION
      ? { name, wrk: findWrk(workspaceRoot) }
      : scripts.find((script) => script.name === name)!,
  );
}
