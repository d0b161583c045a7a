import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { platform } from 'node:process';
import { expect, test } from 'vitest';
import { linuxTreeMeter } from './tree-meter.ts';

const burn = 'const end = process.cpuUsage().user + 300000; while (process.cpuUsage().user < end);';

test.runIf(platform === 'linux')(
  'CPU time of a grandchild counts, and stays counted after it has ended',
  async () => {
    const parent = spawn(process.execPath, [
      '-e',
      `require('child_process').spawn(process.execPath, ['-e', ${JSON.stringify(`${burn} console.log('done'); setTimeout(() => {}, 700)`)}], {stdio: ['ignore', 'inherit', 'inherit']})
       .on('exit', () => console.log('gone'));
     setInterval(() => {}, 1000)`,
    ]);
    try {
      const meter = linuxTreeMeter(parent.pid!);
      await once(parent.stdout, 'data');
      const whileAlive = meter();
      expect(whileAlive.cpuMicros).toBeGreaterThan(300_000);
      expect(whileAlive.rssBytes).toBeGreaterThan(10_000_000);
      await once(parent.stdout, 'data');
      expect(meter().cpuMicros).toBeGreaterThanOrEqual(whileAlive.cpuMicros);
    } finally {
      parent.kill('SIGKILL');
    }
  },
);
