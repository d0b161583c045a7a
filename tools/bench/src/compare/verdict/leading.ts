import { workloadOf } from '../../schema/load-name.ts';
import type { FigureVerdict } from '../../schema/revision-comparison.ts';

/** The figure that the comparison is about, by each workload. */
export function leadingOf(compared: readonly FigureVerdict[]): FigureVerdict[] {
  return compared.filter(({ figure }) => figure === compared[0]?.figure);
}

export const isUntold = (figure: FigureVerdict) =>
  figure.state === 'unavailable' || figure.verdict === 'cannot tell';

/** What it was measured under, where that was not the endpoint: ` (workload quote)`. */
export function underWorkload(figure: FigureVerdict): string {
  const scenario = 'scenario' in figure ? figure.scenario : undefined;
  const workload = scenario === undefined ? undefined : workloadOf(scenario);
  return workload === undefined ? '' : ` (workload ${workload})`;
}
