import { median } from 'simple-statistics';
import type { VegetaLoad } from '../../load/vegeta.ts';
import type { Bar } from '../bar.ts';
import { type AgreementRound, agreedRate } from './measure-agreement.ts';

const figures: Record<string, (load: VegetaLoad) => number> = {
  'requests/s': (load) => load.requestsPerSecond,
  p50: (load) => load.latencyMs.p50,
  p90: (load) => load.latencyMs.p90,
  p95: (load) => load.latencyMs.p95,
  p99: (load) => load.latencyMs.p99,
};

/** Medians over the rounds; the bar is the figure that differs most. */
export function agreementBar(what: string, rounds: readonly AgreementRound[]): Bar {
  const differences = Object.entries(figures).map(([name, read]) => {
    const [k6, vegeta] = (['k6', 'vegeta'] as const).map((which) =>
      median(rounds.map((round) => read(round[which]))),
    );
    return { name, k6: k6!, vegeta: vegeta!, share: k6! / vegeta! - 1 };
  });
  const value = Math.max(...differences.map(({ share }) => Math.abs(share)));
  return {
    name: `k6 against Vegeta at ${agreedRate} requests/s, ${what}: greatest difference of requests/s, p50, p90, p95, p99`,
    value,
    goal: '≤ 0.05',
    holds: value <= 0.05,
    trials: rounds.length,
    note: differences
      .map(
        ({ name, k6, vegeta, share }) =>
          `${name} ${k6.toFixed(2)} and ${vegeta.toFixed(2)} (${(share * 100).toFixed(1)} %)`,
      )
      .join(', '),
  };
}
