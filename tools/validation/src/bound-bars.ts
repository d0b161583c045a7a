import { type BoundName, knownBounds } from '../../bench/src/schema/bound.ts';
import { type Bar, notTried } from './bar.ts';
import { isDisturbed, type Observed } from './finding-bars.ts';

/** A bar for each bound: the share of the conditions which it sets the figures of, and no other, that were told so. */
export function boundBars(all: readonly Observed[]): Bar[] {
  const quiet = all.filter((each) => !isDisturbed(each));
  return ([...knownBounds, 'unknown'] as const).map((bound) => boundBar(bound, quiet));
}

function boundBar(bound: BoundName, observed: readonly Observed[]): Bar {
  const name = `bound "${bound}": share told where it is so, and nowhere else`;
  const caused = observed.filter(({ condition }) => condition.bound === bound);
  if (caused.length === 0) {
    return notTried(name, '1', 'Its condition could not be made here, or was disturbed.');
  }
  const concerned = observed.filter((each) => each.condition.bound === bound || each.bound === bound);
  const right = concerned.filter((each) => each.condition.bound === each.bound);
  const value = right.length / concerned.length;
  const wrong = concerned.filter((each) => each.condition.bound !== each.bound);
  return {
    name,
    value,
    goal: '1',
    holds: value === 1,
    trials: concerned.length,
    ...(wrong.length > 0 && {
      note: wrong
        .map(({ condition, bound: told }) => `${condition.name} is bound by ${condition.bound}, told ${told}`)
        .join('; '),
    }),
  };
}
