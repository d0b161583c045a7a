import { mostRoundsOf, type Plan, type PlannedRound } from '../plan/plan.ts';
import type { Result } from '../schema/result.ts';
import type { Round } from '../schema/round.ts';
import { nameAtLimit } from '../text/format.ts';
import { timeLeft } from './time-left.ts';

export type Write = (line: string) => void;

export interface Progress {
  readonly note: (text: string) => void;
  /** @param order names of the servers, in the order of their rounds */
  readonly runStarts: (order: readonly string[]) => void;
  readonly roundStarts: (round: PlannedRound) => void;
  readonly scenarioStarts: (scenario: string) => void;
  readonly requests: (requests: number) => void;
  readonly roundEnds: (planned: PlannedRound, rounds: readonly Round[]) => void;
}

const liveEveryMs = 5000;

/**
 * Says which round of which server runs, how fast, and how long it will still take: a line an event.
 * @param earlier results of these servers, of another run
 */
export function createProgress(
  plan: Plan,
  write: Write,
  { earlier, now = () => performance.now() }: { earlier?: readonly Result[]; now?: () => number } = {},
): Progress {
  let current: PlannedRound | undefined;
  let scenario = '';
  let startedAt = 0;
  let live = { at: 0, requests: 0 };

  const left = timeLeft(plan, earlier);
  const place = (round: PlannedRound) =>
    `[${round.position + 1}/${plan.rounds.length}] ${nameAtLimit(round.server.server, round.server.cpus)} round ${round.round + 1}/${mostRoundsOf(round.server.options)}`;

  return {
    note: write,
    runStarts: (order) =>
      write(`run ${plan.runId} · seed ${plan.seed} · order of rounds: ${order.join(' ')}`),
    roundStarts: (round) => {
      current = round;
      startedAt = now();
      write(`${place(round)} · ${left.from(round.position)}`);
    },
    scenarioStarts: (name) => {
      scenario = name;
      live = { at: now(), requests: 0 };
    },
    requests: (requests) => {
      const elapsedMs = now() - live.at;
      if (current === undefined || elapsedMs < liveEveryMs) return;
      // Fewer than before: the warm-up is over, and the next k6 counts from 0.
      if (live.requests > 0 && requests >= live.requests) {
        const rate = ((requests - live.requests) / elapsedMs) * 1000;
        write(
          `${place(current)} ${scenario} … ${whole(rate)} requests/s · ${left.from(current.position, now() - startedAt)}`,
        );
      }
      live = { at: now(), requests };
    },
    roundEnds: (planned, rounds) => {
      if (rounds.every(({ status }) => status === 'measured')) left.roundTook(planned, now() - startedAt);
      for (const round of rounds) {
        const said =
          round.status === 'measured'
            ? `${whole(round.load.requestsPerSecond)} requests/s · p99 ${round.load.latencyMs.p99.toFixed(2)} ms · ${round.server.cpuMicrosPerRequest.toFixed(1)} µs CPU a request · ${round.load.failedRequests ?? 'unknown how many'} failed`
            : `failed: ${round.error.code}`;
        write(`${place(planned)} ${round.scenario}: ${said}`);
      }
    },
  };
}

const whole = (rate: number) => Math.round(rate).toLocaleString('en');
