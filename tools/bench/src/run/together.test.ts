import { expect, test } from 'vitest';
import { participants } from './together.ts';

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

test('they agree on the least rate that one of them proposes', async () => {
  const [a, b] = participants(2);
  expect(await Promise.all([a!.meet(900), b!.meet(700)])).toEqual([700, 700]);
  expect(await Promise.all([a!.meet(), b!.meet(800)])).toEqual([800, 800]);
  expect(await Promise.all([a!.meet(), b!.meet()])).toEqual([undefined, undefined]);
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
