import type { RoundDependency, ServerCpuLimit } from '../schema/round.ts';
import type { DependencyReading, Reading } from './sampler.ts';
import { throttlingBetween } from './throttling-between.ts';

/** A dependency that was read along with the server, in the order of the readings. */
export interface ReadDependency {
  readonly name: string;
  readonly account: RoundDependency['account'];
  readonly cpuLimit?: ServerCpuLimit | undefined;
  readonly afterLoad: RoundDependency['afterLoad'];
}

/** What each dependency did for the load. */
export function dependenciesInLoad(
  dependencies: readonly ReadDependency[],
  { inLoad, grewBy }: { inLoad: readonly Reading[]; grewBy: (of: (reading: Reading) => number) => number },
): RoundDependency[] {
  const [first, last] = [inLoad[0]!, inLoad.at(-1)!];
  return dependencies.map(({ name, account, cpuLimit, afterLoad }, index) => {
    const of = (reading: Reading): DependencyReading => reading.dependencies[index]!;
    const throttling = throttlingBetween(of(first).throttling, of(last).throttling);
    return {
      name,
      account,
      cpuMicros: Math.max(
        0,
        grewBy((reading) => of(reading).cpuMicros),
      ),
      rssPeakBytes: Math.max(...inLoad.map((reading) => of(reading).rssBytes)),
      ...(cpuLimit && { cpuLimit }),
      ...(throttling && { throttling }),
      afterLoad,
    };
  });
}
