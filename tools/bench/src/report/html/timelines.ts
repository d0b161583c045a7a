import type { Result } from '../../schema/result.ts';
import type { Sample } from '../../schema/round.ts';

/** ms since k6 was started, busy cores of the server, its RSS in bytes, requests so far (null: not known). */
export type TimelinePoint = [atMs: number, cores: number, rssBytes: number, requests: number | null];

/** The samples of every measured round of one server under one scenario. */
export interface Timeline {
  server: string;
  launcher: string;
  scenario: string;
  runId: string;
  cpus?: number | undefined;
  rounds: { round: number; points: TimelinePoint[] }[];
}

/**
 * Points in one page: with more, each round keeps every n-th sample, so that a page of 200 servers stays
 * under 1 MB. result.json keeps them all.
 */
const pointBudget = 16_000;

function pointOf(sample: Sample): TimelinePoint {
  const { atMs, serverCores, rssBytes, requests } = sample;
  return [Math.round(atMs), Number(serverCores.toFixed(3)), rssBytes, requests ?? null];
}

export function timelinesOf(results: readonly Result[]): Timeline[] {
  const measured = results.flatMap((result) =>
    result.rounds.flatMap((round) => (round.status === 'measured' ? [{ result, round }] : [])),
  );
  const total = measured.reduce((sum, { round }) => sum + round.samples.length, 0);
  const step = Math.max(1, Math.ceil(total / pointBudget));
  const timelines = new Map<string, Timeline>();
  for (const { result, round } of measured) {
    const { server, launcher, runId, cpus } = result;
    const { scenario } = round;
    const key = JSON.stringify([server, launcher, scenario, runId, cpus]);
    const timeline = timelines.get(key) ?? { server, launcher, scenario, runId, cpus, rounds: [] };
    const points = round.samples.filter((_, index) => index % step === 0).map(pointOf);
    timeline.rounds.push({ round: round.round, points });
    timelines.set(key, timeline);
  }
  return [...timelines.values()];
}
