import { expectedRoundMs, mostRoundsOf, type Plan, type PlannedRound } from '../plan/plan.ts';
import type { Round } from '../schema/round.ts';
import { nameAtLimit } from '../text/format.ts';

export type Write = (line: string) => void;

export interface Progress {
  readonly note: (text: string) => void;
  /** @param order names of the servers, in the order of their rounds */
  readonly runStarts: (order: readonly string[]) => void;
  readonly roundStarts: (round: PlannedRound) => void;
  readonly scenarioStarts: (scenario: string) => void;
  readonly requests: (requests: number) => void;
  readonly roundEnds: (rounds: readonly Round[]) => void;
}

const liveEveryMs = 5000;

/** Says which round of which server runs, how fast, and how long it will still take: a line an event. */
export function createProgress(plan: Plan, write: Write, now = () => performance.now()): Progress {
  let current: PlannedRound | undefined;
  let scenario = '';
  let startedAt = 0;
  let live = { at: 0, requests: 0 };

  const left = (from: number) =>
    plan.rounds.slice(from).reduce((sum, round) => sum + expectedRoundMs(round), 0);
  const place = (round: PlannedRound) =>
    `[${round.position + 1}/${plan.rounds.length}] ${nameAtLimit(round.server.server, round.server.cpus)} round ${round.round + 1}/${mostRoundsOf(round.server.options)}`;

  return {
    note: write,
    runStarts: (order) =>
      write(`run ${plan.runId} · seed ${plan.seed} · order of rounds: ${order.join(' ')}`),
    roundStarts: (round) => {
      current = round;
      startedAt = now();
      write(`${place(round)} · about ${clock(left(round.position))} left`);
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
        const leftMs = Math.max(0, left(current.position) - (now() - startedAt));
        write(`${place(current)} ${scenario} … ${whole(rate)} requests/s · about ${clock(leftMs)} left`);
      }
      live = { at: now(), requests };
    },
    roundEnds: (rounds) => {
      if (current === undefined) return;
      for (const round of rounds) {
        const said =
          round.status === 'measured'
            ? `${whole(round.load.requestsPerSecond)} requests/s · p99 ${round.load.latencyMs.p99.toFixed(2)} ms · ${round.server.cpuMicrosPerRequest.toFixed(1)} µs CPU a request · ${round.load.failedRequests ?? 'unknown how many'} failed`
            : `failed: ${round.error.code}`;
        write(`${place(current)} ${round.scenario}: ${said}`);
      }
    },
  };
}

const whole = (rate: number) => Math.round(rate).toLocaleString('en');

/** `4:05`, in minutes and seconds. */
export function clock(ms: number): string {
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
