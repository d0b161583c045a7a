import { expectAnswer } from '../answer.ts';
import { echo, health } from '../answers.ts';
import { ContractBreach } from '../breach.ts';
import type { Target } from '../case.ts';
import { Connection } from '../wire/connection.ts';
import { request } from '../wire/request.ts';
import { expectGracefulEnd } from './expect-ending.ts';
import type { LifecycleCase } from './lifecycle-case.ts';
import { withServer } from './program.ts';

/** Enough that every process of a server that has several holds some of them. */
const CLIENTS = 8;

/** What SIGTERM and SIGINT do. */
export const termination: LifecycleCase[] = [
  ...(['SIGTERM', 'SIGINT'] as const).map(
    (signal): LifecycleCase => ({
      name: `${signal} closes idle connections and ends with exit code 0`,
      run: (program) =>
        withServer(program, {}, async (server) => {
          const idle = await clients(server, async (connection) => {
            connection.send(request('GET', '/health'));
            expectAnswer(await connection.response(), health);
          });
          await expectGracefulEnd(server, signal);
          await Promise.all(idle.map((connection) => connection.rest()));
        }),
    }),
  ),
  {
    name: 'SIGTERM lets slow uploads finish, refuses new connections, and ends with exit code 0',
    run: (program) =>
      withServer(program, {}, async (server) => {
        const uploads = await clients(server, beginUpload);
        await expectGracefulEnd(server, 'SIGTERM', async () => {
          for (const upload of uploads) {
            upload.send('llo');
            expectAnswer(await upload.response(), echo('application/octet-stream', 'hello'));
          }
        });
      }),
  },
  {
    name: 'SIGTERM ends it with exit code 0 although uploads never finish',
    run: (program) =>
      withServer(program, {}, async (server) => {
        const stuck = await clients(server, beginUpload);
        await expectGracefulEnd(server, 'SIGTERM');
        for (const connection of stuck) connection.drop();
      }),
  },
  {
    name: 'SIGTERM ends it with exit code 0 although clients never send a byte',
    run: (program) =>
      withServer(program, {}, async (server) => {
        const silent = await clients(server, async () => {});
        await expectGracefulEnd(server, 'SIGTERM');
        for (const connection of silent) connection.drop();
      }),
  },
];

async function clients(target: Target, begin: (connection: Connection) => Promise<void>) {
  const connections: Connection[] = [];
  for (let client = 0; client < CLIENTS; client++) {
    const connection = await Connection.open(target);
    await begin(connection);
    connections.push(connection);
  }
  return connections;
}

/** Sends 2 of 5 bytes; that the server says 100 Continue shows that the request is in its hands. */
async function beginUpload(connection: Connection): Promise<void> {
  connection.send(request('POST', '/echo', { headers: { Expect: '100-continue', 'Content-Length': '5' } }));
  const { status } = await connection.head();
  if (status !== 100) throw new ContractBreach('status before the body', '100', String(status));
  connection.send('he');
}
