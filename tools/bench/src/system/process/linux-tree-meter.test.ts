import { spawn } from 'node:child_process';
import { platform } from 'node:process';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';
import { linuxTreeMeter } from './linux-tree-meter.ts';

const burn = 'const end = process.cpuUsage().user + 300000; while (process.cpuUsage().user < end);';

test.runIf(platform === 'linux')(
  'CPU time of a grandchild counts, and stays counted after it has ended',
  async () => {
    const grandchild = `${burn} console.log('burnt'); process.stdin.resume();`;
    const parent = spawn(process.execPath, [
      '-e',
      `require('child_process').spawn(process.execPath, ['-e', ${JSON.stringify(grandchild)}], {stdio: 'inherit'})
         .on('exit', () => console.log('gone'));
       setInterval(() => {}, 1000)`,
    ]);
    try {
      const said = createInterface(parent.stdout)[Symbol.asyncIterator]();
      const meter = linuxTreeMeter(parent.pid!);
      expect((await said.next()).value).toBe('burnt');
      const whileAlive = meter.usage();
      expect(whileAlive.cpuMicros).toBeGreaterThan(300_000);
      expect(whileAlive.rssBytes).toBeGreaterThan(10_000_000);
      parent.stdin.end();
      expect((await said.next()).value).toBe('gone');
      expect(meter.usage().cpuMicros).toBeGreaterThanOrEqual(whileAlive.cpuMicros);
    } finally {
      parent.kill('SIGKILL');
    }
  },
  60_000,
);
