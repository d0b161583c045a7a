import { platform } from 'node:process';
import type { ProcessMeter } from '../usage.ts';
import { linuxTreeMeter } from './linux-tree-meter.ts';
import { psTreeMeter } from './ps-tree-meter.ts';

/** Measures CPU time and memory of a process and all its descendants. */
export const processTreeMeter: (pid: number) => ProcessMeter =
  platform === 'linux' ? linuxTreeMeter : psTreeMeter;
