import { describe, expect, test } from 'vitest';
import { BenchError } from '../errors/bench-error.ts';
import { atEachLimit } from './limits.ts';

const given = (options: object) => ({ command: ['server'], ...options });
const limits = (options: object, cpus = 4) =>
  atEachLimit('go', given(options), cpus).options.map((each) => [each.cpus, each.cpuPeriod]);

describe('a list of limits', () => {
  test.each([
    ['a list', [0.5, 0.1]],
    ['a list of texts, as Nx hands on', ['0.5', '0.1']],
    ['the text of the command line', '0.5,0.1'],
    ['one that repeats itself', [0.1, 0.5, 0.1, 0.5]],
  ])('%s is one set of options for each limit, the tightest first', (_, cpus) => {
    expect(limits({ cpus })).toEqual([
      [0.1, '10ms'],
      [0.5, '10ms'],
    ]);
    expect(atEachLimit('go', given({ cpus }), 4).isList).toBe(true);
  });

  test.each([
    [0.05, '10ms', '20ms'],
    [0.03, '10ms', '34ms'],
    [0.001, '10ms', '1000ms'],
    [0.1, '1ms', '10ms'],
    [0.1, '2.5ms', '10ms'],
    [0.1, '100ms', '100ms'],
    [0.5, '10ms', '10ms'],
  ])('a limit of %d with a period of %s has %s: the quota is 1 ms at least', (cpus, cpuPeriod, period) => {
    expect(limits({ cpus: [cpus], cpuPeriod })).toEqual([[cpus, period]]);
  });

  test('what is no limit on this machine is left out, with the reason', () => {
    const { options, leftOut } = atEachLimit('go', given({ cpus: [0.1, 1, 2, 8] }), 2);
    expect(options.map(({ cpus }) => cpus)).toEqual([0.1, 1]);
    expect(leftOut.map(({ cpus }) => cpus)).toEqual([2, 8]);
    expect(leftOut[0]!.reason).toContain('2 CPUs');
    expect(atEachLimit('go', given({ cpus: [0.5, 1], cpuset: '3' }), 8).leftOut).toMatchObject([{ cpus: 1 }]);
  });

  test.each([
    ['no limit is left', [2, 4], /below the 2 CPUs.*found 2, 4/],
    ['there is none', [], /below the 2 CPUs/],
    ['one is a word', [0.1, 'half'], /"cpus".*found "half"/],
    ['one is empty', '0.1,', /"cpus".*found ""/],
    ['one is negative', [-0.1, 0.2], /"cpus".*found -0.1/],
    ['one is 0', '0,0.1', /"cpus".*found 0/],
    ['one is below every quota', [0.0001, 0.1], /1 ms in each "cpuPeriod".*found 0.0001/],
  ])('is refused where %s', (_, cpus, message) => {
    const refused = () => atEachLimit('go', given({ cpus }), 2);
    expect(refused).toThrow(BenchError);
    expect(refused).toThrow(message);
    expect(refused).toThrow(expect.objectContaining({ code: 'INVALID_OPTION' }));
  });
});

test('one limit, or none, is as it was given', () => {
  expect(limits({ cpus: 0.5 })).toEqual([[0.5, '10ms']]);
  expect(limits({})).toEqual([[undefined, '10ms']]);
  expect(atEachLimit('go', given({ cpus: 8 }), 2)).toMatchObject({ isList: false, leftOut: [] });
  expect(() => atEachLimit('go', given({ cpus: 0.05 }), 2)).toThrow('"20ms"');
});
