import { expect, test } from 'vitest';
import { optionsOf, otherLoad } from './sides.ts';

const declared = {
  base: { label: 'Api', command: ['old'], env: { A: '1' }, vus: 10, endpoint: '/old' },
  head: { label: 'API', command: ['new'], vus: 20, endpoint: '/new', contractCheck: ['check'] },
};

test('a side is what its revision declares, under the load of head and what is given beside it', () => {
  expect(optionsOf('base', declared, { duration: '1s' })).toEqual({
    label: 'Api, base',
    command: ['old'],
    env: { A: '1' },
    vus: 20,
    endpoint: '/new',
    duration: '1s',
  });
  expect(optionsOf('head', declared, {})).toMatchObject({ command: ['new'], contractCheck: ['check'] });
});

test('a load that base declares otherwise is said, and a server that is another one is not', () => {
  const [note] = otherLoad('api', declared);
  expect(note?.message).toMatch(
    /vus \(10 in base, 20 in head\), endpoint \("\/old" in base, "\/new" in head\)/,
  );
  expect(note?.message).not.toMatch(/command|label/);
  expect(otherLoad('api', { base: { command: ['a'] }, head: { command: ['b'] } })).toEqual([]);
});
