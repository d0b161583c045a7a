import { spawn } from 'node:child_process';
import { platform } from 'node:process';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';
import type { Reading } from '../../schema/result.ts';
import { proportionalMemory } from './proportional-memory.ts';

const MEBIBYTE = 1024 * 1024;

/** On each line that it reads it touches 100 MiB and gives them back. */
const passing = `
  process.stdin.on('data', () => {
    let block = Buffer.alloc(100 << 20, 1);
    block = undefined;
    gc();
    console.log('given back');
  });
  console.log('ready');`;

const bytesOf = (reading: Reading) => (reading.state === 'known' ? reading.value : Number.NaN);

test.runIf(platform === 'linux')(
  'the peak of one process holds what came and went between two readings, since its start alone',
  async () => {
    const child = spawn(process.execPath, ['--expose-gc', '-e', passing]);
    try {
      const said = createInterface(child.stdout)[Symbol.asyncIterator]();
      await said.next();
      const memory = proportionalMemory(() => [child.pid!]);
      const first = memory.startPeak();
      first.look();
      child.stdin.write('\n');
      await said.next();
      const peak = bytesOf(first.end());
      const now = bytesOf(memory.now());
      expect(peak - now).toBeGreaterThan(60 * MEBIBYTE);
      expect(bytesOf(memory.startPeak().end()) - now).toBeLessThan(30 * MEBIBYTE);
    } finally {
      child.kill('SIGKILL');
    }
  },
  60_000,
);

test.runIf(platform === 'linux')(
  'what came before a restart and after the end is not of the peak',
  async () => {
    const child = spawn(process.execPath, ['--expose-gc', '-e', passing]);
    try {
      const said = createInterface(child.stdout)[Symbol.asyncIterator]();
      await said.next();
      const allocate = async () => {
        child.stdin.write('\n');
        await said.next();
      };
      const memory = proportionalMemory(() => [child.pid!]);
      const watch = memory.startPeak();
      await allocate();
      watch.restart();
      const peak = watch.end();
      const now = bytesOf(memory.now());
      expect(bytesOf(peak) - now).toBeLessThan(30 * MEBIBYTE);
      await allocate();
      watch.look();
      expect(watch.end()).toEqual(peak);
    } finally {
      child.kill('SIGKILL');
    }
  },
  60_000,
);

test.runIf(platform === 'linux')('a process that has ended has no memory', async () => {
  const child = spawn('true');
  const { pid } = child;
  await new Promise((resolve) => child.once('exit', resolve));
  expect(proportionalMemory(() => [pid!]).now()).toEqual({ state: 'known', value: 0 });
});

test.skipIf(platform === 'linux')('where the system does not tell it, it is unknown with the reason', () => {
  const { now, startPeak } = proportionalMemory(() => [process.pid]);
  expect(now()).toEqual({ state: 'unknown', reason: expect.stringContaining('PSS') });
  expect(startPeak().end()).toEqual(now());
});
