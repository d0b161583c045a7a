/** The workload that is a GET of the option `endpoint`: it needs no declaration, and gives a load no name of its own. */
export const ENDPOINT = 'endpoint';

const mark = '@';

/** A scenario with a workload, as results, tables and folders have it: `closed`, `closed@quote`. */
export function loadName(scenario: string, workload: string): string {
  return workload === ENDPOINT ? scenario : `${scenario}${mark}${workload}`;
}

/** Undefined where it is the endpoint. */
export function workloadOf(load: string): string | undefined {
  return load.split(mark)[1];
}

export function scenarioOf(load: string): string {
  return load.split(mark)[0]!;
}

/** All loads of a launch, one workload after the other. */
export function loadNames(options: { scenarios: readonly string[]; workload: readonly string[] }): string[] {
  return options.workload.flatMap((workload) =>
    options.scenarios.map((scenario) => loadName(scenario, workload)),
  );
}

/** The first load with the same workload: it is what is warmed up by, and what others take a share of. */
export function firstLike(load: string, loads: readonly string[]): string {
  return loads.find((each) => workloadOf(each) === workloadOf(load)) ?? load;
}
