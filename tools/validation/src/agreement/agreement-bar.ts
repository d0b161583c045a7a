import { median } from 'simple-statistics';
import type { VegetaLoad } from '../../../bench/src/load/vegeta.ts';
import type { Bar } from '../bar.ts';
import { type AgreementRound, agreedRate } from './measure-agreement.ts';

const figures: Record<string, (load: VegetaLoad) => number> = {
  'requests/s': (load) => load.requestsPerSecond,
  p50: (load) => load.latencyMs.p50,
  p90: (load) => load.latencyMs.p90,
  p95: (load) => load.latencyMs.p95,
  p99: (load) => load.latencyMs.p99,
};

/**
 * Medians over the rounds; the bar is the figure that differs most. How much Vegeta differs from itself says what the machine
 * allows, and k6's iteration how much of the difference lies in where the two start and stop their clocks.
 */
export function agreementBar(what: string, rounds: readonly AgreementRound[]): Bar {
  const differences = differencesOf(rounds, 'k6', 'vegeta');
  const ofItself = differencesOf(rounds, 'vegetaAgain', 'vegeta');
  const iterations = rounds.flatMap(({ k6IterationP50Ms }) => k6IterationP50Ms ?? []);
  const value = greatest(differences);
  return {
    name: `k6 against Vegeta at ${agreedRate} requests/s, ${what}: greatest difference of requests/s, p50, p90, p95, p99`,
    value,
    goal: '≤ 0.05',
    holds: value <= 0.05,
    trials: rounds.length,
    note:
      `${differences.map(renderDifference).join(', ')}; Vegeta varies by up to ` +
      `${(greatest(ofItself) * 100).toFixed(1)} %` +
      `${iterations.length > 0 ? `; p50 of k6's iteration_duration, which holds the request, ${median(iterations).toFixed(2)}` : ''}`,
  };
}

interface Difference {
  name: string;
  one: number;
  other: number;
  share: number;
}

type Generator = 'k6' | 'vegeta' | 'vegetaAgain';

function differencesOf(rounds: readonly AgreementRound[], one: Generator, other: Generator): Difference[] {
  return Object.entries(figures).map(([name, read]) => {
    const middle = (which: Generator) => median(rounds.map((round) => read(round[which])));
    return { name, one: middle(one), other: middle(other), share: middle(one) / middle(other) - 1 };
  });
}

function greatest(differences: readonly Difference[]): number {
  return Math.max(...differences.map(({ share }) => Math.abs(share)));
}

function renderDifference({ name, one, other, share }: Difference): string {
  return `${name} ${one.toFixed(2)} and ${other.toFixed(2)} (${(share * 100).toFixed(1)} %)`;
}
