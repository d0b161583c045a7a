import type { MeasuredRow } from '../schema/report.ts';
import type { MeasuredRound, StartSkew } from '../schema/round.ts';

/** Of a load that several runners made: the worst over the rounds. */
export function mergedOf(rounds: readonly MeasuredRound[]): Pick<MeasuredRow, 'merged'> {
  const merged = rounds.flatMap(({ percentiles }) =>
    percentiles?.from === 'quantile-grids' ? [percentiles] : [],
  );
  if (merged.length === 0) return {};
  const worst = (of: keyof (typeof merged)[number]['latencyErrorShareAtMost']) =>
    Math.max(...merged.map(({ latencyErrorShareAtMost }) => latencyErrorShareAtMost[of]));
  return {
    merged: {
      runners: Math.max(...merged.map(({ runners }) => runners)),
      latencyErrorShareAtMost: {
        p50: worst('p50'),
        p90: worst('p90'),
        p95: worst('p95'),
        p99: worst('p99'),
        p999: worst('p999'),
      },
      startSkew: worstSkew(rounds.flatMap(({ generator }) => generator.startSkew ?? [])),
    },
  };
}

function worstSkew(skews: readonly StartSkew[]): StartSkew {
  const known = skews.flatMap((skew) => (skew.state === 'known' ? [skew.atMostMs] : []));
  const unknown = skews.find(({ state }) => state === 'unknown');
  if (unknown) return unknown;
  return known.length > 0
    ? { state: 'known', atMostMs: Math.max(...known) }
    : { state: 'unknown', reason: 'no round tells it' };
}
