import { health } from '../answers.ts';
import type { Case, Target } from '../case.ts';
import { answers, expectAlive, expectRefusal } from '../expect.ts';
import { withConnection } from '../wire/connection.ts';
import { request } from '../wire/request.ts';

const tooLong: readonly (readonly [what: string, message: Buffer])[] = [
  ['a field of 200 KiB', request('GET', '/health', { headers: { 'X-Long': 'a'.repeat(204_800) } })],
  ['a field of 2 MiB', request('GET', '/health', { headers: { 'X-Long': 'a'.repeat(2_097_152) } })],
  ['a target of 200 KiB', request('GET', `/health?${'a'.repeat(204_800)}`)],
  [
    '5,000 fields',
    request('GET', '/health', {
      headers: Object.fromEntries(
        Array.from({ length: 5_000 }, (_, index) => [`X-Field-${index}`, 'a'.repeat(20)]),
      ),
    }),
  ],
];

/** How long a head may be (RFC 6585, 5; RFC 9110, 15.5.15). */
export const limits: Case[] = [
  answers(
    'a head of 8 KiB is taken',
    request('GET', '/health', { headers: { 'X-Long': 'a'.repeat(8_000) } }),
    health,
  ),
  ...tooLong.map(([what, message]) => ({
    name: `${what} is refused, and the server lives on`,
    run: async (target: Target) => {
      await withConnection(target, async (connection) => {
        connection.send(message);
        expectRefusal(await connection.rest(), [400, 414, 431]);
      });
      await expectAlive(target);
    },
  })),
];
