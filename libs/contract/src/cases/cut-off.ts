import { setTimeout as sleep } from 'node:timers/promises';

import type { Case } from '../case.ts';
import { expectAlive } from '../expect.ts';
import { withConnection } from '../wire/connection.ts';
import { CHUNKED, request } from '../wire/request.ts';

const beginnings: readonly (readonly [where: string, message: Buffer])[] = [
  ['before the first byte', Buffer.alloc(0)],
  ['in the head', request('GET', '/health').subarray(0, 12)],
  ['in the body', request('POST', '/echo', { headers: { 'Content-Length': '1000' } })],
  [
    'in a chunk',
    Buffer.concat([request('POST', '/echo', { headers: CHUNKED }), Buffer.from('ffff\r\nthe beginning')]),
  ],
  ['before the answer', request('GET', '/primes?below=1000000')],
];

/** Clients that go away, twenty at a time. */
export const cutOff: Case[] = beginnings.map(([where, message]) => ({
  name: `clients that go away ${where} do the server no harm`,
  run: async (target) => {
    const leave = () =>
      withConnection(target, async (connection) => {
        connection.send(message);
        // Gone at once, the client would leave before the server has seen a byte.
        await sleep(10);
      });
    await Promise.all(Array.from({ length: 20 }, leave));
    await expectAlive(target);
  },
}));
