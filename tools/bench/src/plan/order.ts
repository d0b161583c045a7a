import { unsafeUniformIntDistribution } from 'pure-rand/distribution/UnsafeUniformIntDistribution';
import { xoroshiro128plus } from 'pure-rand/generator/XoroShiro';

/**
 * Interleaved rounds: round 0 of every server in a shuffled order, then round 1 in another one, so that
 * drift of the machine falls on all servers alike (randomised blocks; Fisher and Yates for the shuffle). Servers of one group
 * stand side by side, in an order that is drawn anew in each round.
 */
export function shuffledRounds<Server>(
  servers: readonly Server[],
  roundsOf: (server: Server) => number,
  seed: number,
  groupOf: (server: Server) => unknown = (server) => server,
): { server: Server; round: number }[] {
  const random = xoroshiro128plus(seed);
  const most = Math.max(0, ...servers.map(roundsOf));
  const order: { server: Server; round: number }[] = [];
  for (let round = 0; round < most; round += 1) {
    const block = servers.filter((server) => roundsOf(server) > round);
    const keys = [...new Set(block.map(groupOf))];
    const groups = keys.map((key) => block.filter((server) => groupOf(server) === key));
    shuffle(groups);
    for (const group of groups) shuffle(group);
    order.push(...groups.flat().map((server) => ({ server, round })));
  }
  return order;

  function shuffle(values: unknown[]): void {
    for (let last = values.length - 1; last > 0; last -= 1) {
      const other = unsafeUniformIntDistribution(0, last, random);
      [values[last], values[other]] = [values[other], values[last]];
    }
  }
}
