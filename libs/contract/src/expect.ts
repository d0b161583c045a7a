import { type Answer, expectAnswer } from './answer.ts';
import { health } from './answers.ts';
import { ContractBreach, showBytes } from './breach.ts';
import type { Case, Target } from './case.ts';
import { withConnection } from './wire/connection.ts';
import { request } from './wire/request.ts';

/** A case: this message, on a connection of its own, gets this answer. */
export function answers(name: string, message: Buffer, expected: Answer, method = 'GET'): Case {
  return {
    name,
    run: (target) =>
      withConnection(target, async (connection) => {
        connection.send(message);
        expectAnswer(await connection.response(method), expected, method);
      }),
  };
}

/** The server still serves others. */
export function expectAlive(target: Target): Promise<void> {
  return withConnection(target, async (connection) => {
    connection.send(request('GET', '/health'));
    expectAnswer(await connection.response(), health);
  });
}

/** Nothing more came before the connection was closed. */
export function expectNothing(rest: Buffer): void {
  if (rest.length > 0)
    throw new ContractBreach('after the last answer', 'a closed connection', showBytes(rest));
}

/**
 * What is no request gets one of these statuses, once, and then a closed connection. Closing alone will do too:
 * while the client still sends, it may destroy the answer (RFC 9112, 9.6).
 */
export function expectRefusal(rest: Buffer, statuses: readonly number[]): void {
  const found = [...rest.toString('latin1').matchAll(/HTTP\/1\.[01] (\d{3}) /g)].map(([, status]) =>
    Number(status),
  );
  const refused = found.length === 1 && found[0] !== undefined && statuses.includes(found[0]);
  if (!refused && rest.length > 0) {
    throw new ContractBreach(
      'answer',
      `${statuses.join(' or ')} once and a closed connection`,
      showBytes(rest),
    );
  }
}
