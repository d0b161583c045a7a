import type { RowPart } from '../schema/load-part.ts';
import type { MeasuredRow } from '../schema/report.ts';
import type { MeasuredRound } from '../schema/round.ts';
import { figureOver } from './figure.ts';

const missing = 'no round measured it';

/** What the script makes of its load by tags, and how much of it is answers that sent k6 elsewhere. */
export function partsOfRounds(rounds: readonly MeasuredRound[]): Pick<MeasuredRow, 'parts' | 'redirects'> {
  const seen = rounds.flatMap((round) => (round.load.parts ?? []).map((part) => ({ round, part })));
  const byKey = new Map<string, typeof seen>();
  for (const each of seen) {
    const key = JSON.stringify([each.part.tag, each.part.value]);
    byKey.set(key, [...(byKey.get(key) ?? []), each]);
  }
  const parts = [...byKey.values()].map((same): RowPart => {
    const { tag, value } = same[0]!.part;
    const latency = (name: 'p50' | 'p95' | 'p99') =>
      figureOver(
        same.map(({ part }) => part.latencyMs[name]),
        missing,
      );
    return {
      tag,
      value,
      share: shareOf(
        same.map(({ round, part }) => ({ round, share: part.share })),
        rounds,
      ),
      requestsPerSecond: figureOver(
        same.map(({ round, part }) => round.load.requestsPerSecond * part.share),
        missing,
      ),
      latencyMs: { p50: latency('p50'), p95: latency('p95'), p99: latency('p99') },
    };
  });
  return { ...(parts.length > 0 && { parts }), ...redirectsOf(rounds) };
}

function redirectsOf(rounds: readonly MeasuredRound[]): Pick<MeasuredRow, 'redirects'> {
  const followed = rounds.map((round) => ({ round, share: round.load.redirectShare ?? 0 }));
  const share = shareOf(followed, rounds);
  if (share === 0) return {};
  const pages = followed.map(({ round, share }) => round.load.requestsPerSecond * (1 - share));
  return { redirects: { share, pagesPerSecond: figureOver(pages, missing) } };
}

/** Of the requests of all rounds; those that are not among `some` have none of it. */
function shareOf(
  some: readonly { round: MeasuredRound; share: number }[],
  rounds: readonly MeasuredRound[],
): number {
  const part = some.reduce((sum, { round, share }) => sum + share * round.load.requests, 0);
  return part / rounds.reduce((sum, { load }) => sum + load.requests, 0);
}
