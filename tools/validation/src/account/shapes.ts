import { join } from 'node:path';

const server = ['node', join('tools', 'validation', 'shapes', 'server.mjs')];

/** A way in which servers do their work. */
export interface Shape {
  readonly name: string;
  readonly command: readonly string[];
  /** For the server of validation/shapes. */
  readonly shape: string;
  readonly requests: number;
  /** It leaves the process tree of its command, so that only a cgroup can hold it. */
  readonly leavesTree?: true;
}

export const shapes: readonly Shape[] = [
  { name: 'one process', command: server, shape: 'one', requests: 150 },
  { name: 'a thread for each request', command: server, shape: 'thread-a-request', requests: 40 },
  { name: 'a process for each request', command: server, shape: 'process-a-request', requests: 8 },
  {
    name: 'prefork: workers that share a listening socket',
    command: server,
    shape: 'prefork',
    requests: 150,
  },
  { name: 'Node cluster', command: server, shape: 'cluster', requests: 150 },
  {
    name: 'behind sh -c',
    command: ['sh', '-c', `trap : TERM; ${server.join(' ')}; true`],
    shape: 'one',
    requests: 150,
  },
  {
    name: 'double fork',
    command: ['sh', '-c', `(setsid ${server.join(' ')} &); exit 0`],
    shape: 'one',
    requests: 150,
    leavesTree: true,
  },
  { name: 'a pool whose threads come and go', command: server, shape: 'pool', requests: 80 },
];
