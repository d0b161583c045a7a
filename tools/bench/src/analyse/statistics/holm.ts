/**
 * p of each of several comparisons, adjusted so that any of them is at most α by chance in no more than a share α of all
 * families, however they depend on each other (Holm, A Simple Sequentially Rejective Multiple Test Procedure, Scandinavian
 * Journal of Statistics 6, 1979). In the given order.
 */
export function holm(ps: readonly number[]): number[] {
  const ascending = ps.map((p, place) => ({ p, place })).sort((a, b) => a.p - b.p);
  const adjusted = new Array<number>(ps.length);
  let least = 0;
  for (const [rank, { p, place }] of ascending.entries()) {
    least = Math.max(least, Math.min(1, (ps.length - rank) * p));
    adjusted[place] = least;
  }
  return adjusted;
}
