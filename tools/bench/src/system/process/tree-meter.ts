import { platform } from 'node:process';
import type { Meter } from '../usage.ts';
import { linuxTreeMeter } from './linux-tree-meter.ts';
import { psTreeMeter } from './ps-tree-meter.ts';

/** Measures CPU time and memory of a process and all its descendants. */
export const processTreeMeter: (pid: number) => Meter = platform === 'linux' ? linuxTreeMeter : psTreeMeter;
