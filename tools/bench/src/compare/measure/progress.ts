import type { Plan } from '../../plan/plan.ts';
import type { Progress, Write } from '../../run/progress.ts';
import { clock } from '../../run/time-left.ts';

/** A line for each round: the plan has room for more of them than the time will have. */
export function budgetProgress(plan: Plan, write: Write, budgetMs: number): Progress {
  let startedAt = performance.now();
  return {
    note: write,
    runStarts: () => {
      startedAt = performance.now();
      write(`run ${plan.runId} · seed ${plan.seed}`);
    },
    roundStarts: () => {},
    scenarioStarts: () => {},
    requests: () => {},
    roundEnds: ({ server, round: index }, rounds) => {
      const said = rounds.map((round) =>
        round.status === 'measured'
          ? `${round.scenario} ${round.server.cpuMicrosPerRequest.toFixed(1)} µs CPU a request`
          : `failed: ${round.error.code}`,
      );
      const leftMs = Math.max(0, budgetMs - (performance.now() - startedAt));
      write(`${server.server} round ${index + 1}: ${said.join(' · ')} · ${clock(leftMs)} left at most`);
    },
  };
}
