import { unsafeUniformIntDistribution } from 'pure-rand/distribution/UnsafeUniformIntDistribution';
import { xoroshiro128plus } from 'pure-rand/generator/XoroShiro';

/**
 * Interleaved rounds: round 0 of every server in a shuffled order, then round 1 in another one, so that
 * drift of the machine falls on all servers alike (randomised blocks; Fisher and Yates for the shuffle).
 */
export function shuffledRounds<Server>(
  servers: readonly Server[],
  roundsOf: (server: Server) => number,
  seed: number,
): { server: Server; round: number }[] {
  const random = xoroshiro128plus(seed);
  const most = Math.max(0, ...servers.map(roundsOf));
  const order: { server: Server; round: number }[] = [];
  for (let round = 0; round < most; round += 1) {
    const block = servers.filter((server) => roundsOf(server) > round).map((server) => ({ server, round }));
    for (let last = block.length - 1; last > 0; last -= 1) {
      const other = unsafeUniformIntDistribution(0, last, random);
      [block[last], block[other]] = [block[other]!, block[last]!];
    }
    order.push(...block);
  }
  return order;
}
