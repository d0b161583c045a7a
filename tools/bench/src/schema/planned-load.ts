import { z } from 'zod';

/** What the script of a load plans, as k6 tells it before the load runs (`k6 inspect --execution-requirements`). */
export const plannedLoadSchema = z.object({
  /** k6's names of them, each once: https://grafana.com/docs/k6/latest/using-k6/scenarios/executors/ */
  executors: z.array(z.string()).min(1),
  /** Most virtual users at once. */
  mostVus: z.int().positive(),
  /** Of the virtual users over the load, where the script says how many there are at each time; absent where a rate decides it. */
  meanVus: z.number().positive().optional(),
  /** That the script asks for at its most; absent where it asks for no rate. */
  mostIterationsPerSecond: z.number().positive().optional(),
  /** To which k6 holds all of its requests together, whatever its executors would do (its option `rps`); absent without it. */
  mostRequestsPerSecond: z.number().positive().optional(),
});

export type PlannedLoad = z.infer<typeof plannedLoadSchema>;

/** Whether virtual users wait for the server (`closed`), come at a rate (`open`), or some do each at once. */
export type LoadModel = 'closed' | 'open' | 'mixed';

export function modelOf({ executors }: PlannedLoad): LoadModel {
  const open = executors.filter((executor) => executor.endsWith('-arrival-rate')).length;
  if (open === 0) return 'closed';
  return open === executors.length ? 'open' : 'mixed';
}
