import { readdir } from 'node:fs/promises';
import { join, parse, resolve } from 'node:path';
import { BenchError } from '../errors/bench-error.ts';

/** A k6 script of the scenario folder. */
export interface Scenario {
  readonly name: string;
  readonly file: string;
}

export const scriptExtensions = ['.ts', '.js'];

/** @throws UNKNOWN_SCENARIO that lists the ones there are */
export async function findScenarios(
  names: readonly string[],
  folder: string,
  workspaceRoot: string,
): Promise<Scenario[]> {
  const place = resolve(workspaceRoot, folder);
  const files = await readdir(place).catch(() => [] as string[]);
  const known = files
    .map((file) => ({ ...parse(file), file: join(place, file) }))
    .filter(({ ext, base }) => scriptExtensions.includes(ext) && !base.endsWith('.d.ts'));
  return names.map((name) => {
    const scenario = known.find((candidate) => candidate.name === name);
    if (scenario) return { name, file: scenario.file };
    const there = known.map((candidate) => candidate.name).join(', ') || 'none';
    const instead =
      known.length > 0
        ? 'Use one of these'
        : `npx nx g @wasi-bench/nx:init --scenarioFolder=${folder} puts "closed" and "open" there`;
    throw new BenchError(
      'UNKNOWN_SCENARIO',
      `option "scenarios": expected the name of a k6 script in the folder "${folder}", found "${name}"; there are: ${there}`,
      `${instead}, or add ${folder}/${name}.ts.`,
    );
  });
}
