import { expectAnswer } from '../answer.ts';
import { contentTooLarge, echo } from '../answers.ts';
import { ContractBreach } from '../breach.ts';
import type { Case } from '../case.ts';
import { withConnection } from '../wire/connection.ts';
import { request } from '../wire/request.ts';

const waiting = (length: number) =>
  request('POST', '/echo', { headers: { Expect: '100-continue', 'Content-Length': String(length) } });

/** `Expect: 100-continue` (RFC 9110, 10.1.1). */
export const expectation: Case[] = [
  {
    name: 'a client that waits is told to continue',
    run: (target) =>
      withConnection(target, async (connection) => {
        connection.send(waiting(5));
        const { status } = await connection.head();
        if (status !== 100) throw new ContractBreach('status before the body', '100', String(status));
        connection.send('ready');
        expectAnswer(await connection.response(), echo('application/octet-stream', 'ready'));
      }),
  },
  {
    name: 'a client that waits with too much gets 413 without sending it',
    run: (target) =>
      withConnection(target, async (connection) => {
        connection.send(waiting(1_048_577));
        expectAnswer(await connection.response(), contentTooLarge);
      }),
  },
];
