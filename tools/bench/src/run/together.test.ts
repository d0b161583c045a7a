import { expect, test } from 'vitest';
import { type Common, participants } from './together.ts';

const meter = (cpuMicros: number) => () => ({ cpuMicros, rssBytes: 1 });

test('each waits until the other has come as far', async () => {
  const [a, b] = participants(2);
  const seen: string[] = [];
  const first = a!.meet().then(() => seen.push('a'));
  await Promise.resolve();
  expect(seen).toEqual([]);
  await Promise.all([first, b!.meet()]);
  expect(seen).toEqual(['a']);
});

test('they agree on the least rate and the longest lead-in that one of them proposes', async () => {
  const [a, b] = participants(2);
  const agreed = (...proposed: Common[]) =>
    Promise.all([a!, b!].map((each, place) => each.meet(proposed[place])));
  const twice = <T>(value: T) => [value, value];
  expect(await agreed({ rate: 900 }, { rate: 700 })).toEqual(twice({ rate: 700 }));
  expect(await agreed({}, { rate: 800 })).toEqual(twice({ rate: 800 }));
  expect(await agreed({ leadInMs: 1000 }, { leadInMs: 5000 })).toEqual(twice({ leadInMs: 5000 }));
  expect(await agreed()).toEqual(twice({}));
});

test('nobody waits for one that has left, before or after', async () => {
  const [a, b, c] = participants(3);
  const both = Promise.all([a!.meet(), b!.meet()]);
  c!.leave();
  await both;
  b!.leave();
  b!.leave();
  await a!.meet();
});

test('what the others use is counted, also once they have left, and nothing of its own', () => {
  const [a, b] = participants(2);
  let used = 5;
  a!.contribute(meter(1000));
  b!.contribute(() => ({ cpuMicros: used, rssBytes: 1 }), meter(2));
  expect(a!.others().cpuMicros).toBe(7);
  expect(b!.others().cpuMicros).toBe(1000);
  used = 8;
  b!.leave();
  used = 100;
  expect(a!.others().cpuMicros).toBe(10);
});
