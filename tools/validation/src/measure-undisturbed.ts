import type { Condition } from './conditions.ts';
import { isDisturbed, type Observed } from './finding-bars.ts';
import { measureConditions } from './measure-conditions.ts';

/** Of a condition that others disturbed. A hypervisor's neighbours come and go within minutes. */
const REPETITIONS = 4;

/** Measures each condition, and those that others disturbed again, all of their rounds; the last measurement counts. */
export async function measureUndisturbed(
  conditions: readonly Condition[],
  workspaceRoot: string,
  write: (line: string) => void,
): Promise<Observed[]> {
  let observed = await measureConditions(conditions, workspaceRoot, write);
  for (let repetition = 1; repetition <= REPETITIONS; repetition += 1) {
    const disturbed = observed.filter(isDisturbed).map(({ condition }) => condition);
    if (disturbed.length === 0) break;
    const names = disturbed.map(({ name }) => name).join(', ');
    write(`disturbed by others, repetition ${repetition} of ${REPETITIONS}: ${names}`);
    const again = await measureConditions(disturbed, workspaceRoot, write);
    observed = observed.map((each) => again.find(({ condition }) => condition === each.condition) ?? each);
  }
  return observed;
}
