import path from 'node:path';

import { describe, expect, test } from 'vitest';

import { ContractBreach } from '../breach.ts';
import { lifecycleCases } from './index.ts';

/** What can be wrong with a server's life, and the case that is there to notice it. */
const guards: readonly (readonly [fault: string, name: string])[] = [
  ['logs requests', 'HOST and PORT say where it listens, and one line on standard output repeats it'],
  ['listens everywhere', 'without HOST only 127.0.0.1 is listened on'],
  [
    'crashes on a taken port',
    'a port in use ends it with exit code 1 and the remedy, and the first server serves on',
  ],
  ['takes any port', 'PORT=80x ends it with exit code 1 and the reason'],
  ['has no handlers', 'SIGTERM closes idle connections and ends with exit code 0'],
  ['has no handlers', 'SIGINT closes idle connections and ends with exit code 0'],
  ['ends with 1', 'SIGTERM closes idle connections and ends with exit code 0'],
  ['goes on accepting', 'SIGTERM closes idle connections and ends with exit code 0'],
  ['dies at once', 'SIGTERM lets slow uploads finish, refuses new connections, and ends with exit code 0'],
  [
    'spoils late answers',
    'SIGTERM lets slow uploads finish, refuses new connections, and ends with exit code 0',
  ],
  ['waits for ever', 'SIGTERM ends it with exit code 0 although uploads never finish'],
  ['waits for ever', 'SIGTERM ends it with exit code 0 although clients never send a byte'],
];

const careless = (fault: string) => ({
  command: ['node', 'fixtures/careless-server.mjs', fault],
  cwd: path.resolve(import.meta.dirname, '../..'),
});

describe.concurrent('a server without fault', () => {
  test.for(lifecycleCases)('passes: $name', ({ run }) => run(careless('none')));
});

describe.concurrent('a server that', () => {
  test.for(guards)('%s fails: %s', async ([fault, name]) => {
    const guard = lifecycleCases.find((candidate) => candidate.name === name);
    await expect(guard?.run(careless(fault))).rejects.toThrow(ContractBreach);
  });
});
