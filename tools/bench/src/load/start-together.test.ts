import { expect, test } from 'vitest';
import { executionStatus } from './k6-api.ts';
import { type PausedRunner, startTogether } from './start-together.ts';

const forever = new Promise<void>(() => {});
const { signal } = new AbortController();

function runner(name: string, statuses: number[], log: string[], done = forever): PausedRunner {
  return {
    name,
    live: { status: async () => (statuses.length > 1 ? statuses.shift() : statuses[0]) },
    vus: async () => 3,
    resume: async () => void log.push(name),
    done,
  };
}

test('none is let go before the last one is ready', async () => {
  const log: string[] = [];
  const slow = runner('slow', [1, 1, 1, executionStatus.paused], log);
  const looks = slow.live.status;
  const status = () => {
    log.push('look');
    return looks();
  };
  const told = { ...slow, live: { status } };
  const skew = await startTogether([runner('quick', [executionStatus.paused], log), told], signal);
  expect(log).toEqual(['look', 'look', 'look', 'look', 'quick', 'slow']);
  expect(skew).toEqual({ state: 'known', atMostMs: expect.any(Number) });
});

test('one that ends before, or does not answer, is an error, and none waits for it', async () => {
  const log: string[] = [];
  const paused = [executionStatus.paused];
  const ended = startTogether([runner('1', [1], log, Promise.resolve()), runner('2', paused, log)], signal);
  await expect(ended).rejects.toMatchObject({
    code: 'RUNNERS_NOT_READY',
    message: expect.stringMatching(/^expected 1 /),
  });
  expect(log).toEqual([]);
  const deaf = { ...runner('3', paused, log), resume: () => Promise.reject(new Error('hung up')) };
  await expect(startTogether([deaf], signal)).rejects.toThrow(/no answer when it was let go \(hung up\)/);
});

test('one that has nothing to do is said before any is let go', async () => {
  const log: string[] = [];
  const idle = { ...runner('2 of 2', [executionStatus.paused], log), vus: async () => 0 };
  const started = startTogether([runner('1 of 2', [executionStatus.paused], log), idle], signal);
  await expect(started).rejects.toMatchObject({
    code: 'RUNNERS_WITHOUT_WORK',
    message: expect.stringMatching(/none for 2 of 2$/),
  });
  expect(log).toEqual([]);
});

test('it ends with the run', async () => {
  const stop = new AbortController();
  const waiting = startTogether([runner('1', [1], [])], stop.signal);
  stop.abort(new Error('Ctrl-C'));
  await expect(waiting).rejects.toThrow();
});
