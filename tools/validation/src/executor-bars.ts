import { median } from 'simple-statistics';
import { measuredRoundsOf } from '../../bench/src/analyse/paired-rounds.ts';
import { durationMs } from '../../bench/src/schema/options.ts';
import type { Bar } from './bar.ts';
import { type Measured, measure } from './measure.ts';

const load = {
  env: { FAULT: 'none' },
  scenarios: ['open'],
  rate: 2000,
  rounds: 4,
  duration: '2s',
  warmup: '1s',
  rest: '1ms',
};

/** What measuring itself takes: two servers, as a bench has them. */
export async function executorBars(workspaceRoot: string): Promise<Bar[]> {
  return executorBarsOf(await measure({ one: load, other: load }, workspaceRoot));
}

function executorBarsOf({ results, tookMs }: Measured): Bar[] {
  const rounds = [...results.values()].flatMap((result) => measuredRoundsOf(result, 'open'));
  const loadsMs = rounds.length * (durationMs(load.warmup) + durationMs(load.duration));
  const seconds = (tookMs - loadsMs) / rounds.length / 1000;
  const cores = median(rounds.flatMap(({ executor }) => executor?.cores ?? []));
  return [
    {
      name: "executor's own time beyond warm-up and measurement, s a round",
      value: seconds,
      goal: '≤ 0.5',
      holds: seconds <= 0.5,
      trials: rounds.length,
      note: 'The whole run, divided by its rounds: launch, both starts of k6, stop, writing of results.',
    },
    {
      name: "executor's own CPU while k6 measures, cores",
      value: cores,
      goal: '≤ 0.02',
      holds: cores <= 0.02,
      trials: rounds.length,
      note: 'Median over rounds of 2 s, sampling and live figures included.',
    },
  ];
}
