/** Five servers in four languages, held against one another by orders that nobody thought of. */
import path from 'node:path';

import fc from 'fast-check';
import { test as base, expect } from 'vitest';

import { type Server, withServer } from '../src/lifecycle/program.ts';
import { readProgram } from '../src/lifecycle/read-program.ts';
import { nearly, orders, spelled } from '../src/quote/arbitrary.ts';
import { quoteOf } from '../src/quote/model.ts';
import { type Connection, withConnection } from '../src/wire/connection.ts';
import { request } from '../src/wire/request.ts';

const workspaceRoot = path.resolve(import.meta.dirname, '../../..');
const projects = ['apps/rust-native', 'apps/rust-wasm', 'apps/rust-wasm-aot', 'apps/go', 'apps/node'];
const MAX_BYTES = 65_536;
const RUNS = 150;

/** What a server says to an order, of which nothing but the date may differ. */
interface Said {
  status: number;
  contentType: string | undefined;
  body: string;
}

type Ask = (order: Buffer) => Promise<Said[]>;

const test = base.extend<{ ask: Ask }>({
  ask: [
    // biome-ignore lint/correctness/noEmptyPattern: Vitest reads what a fixture needs from its first parameter.
    async ({}, use) => {
      await withEach(projects, [], async (connections) => {
        await use((order) => Promise.all(connections.map((connection) => say(connection, order))));
      });
    },
    { scope: 'file' },
  ],
});

test('every order gets the quote of the contract from all of them, however it is written', async ({
  ask,
}) => {
  const written = orders.chain((order) => fc.tuple(fc.constant(order), spelled(order)));
  await holds(written, async ([order, text]) => {
    const bytes = Buffer.from(text);
    fc.pre(bytes.length <= MAX_BYTES);
    const quote = { status: 200, contentType: 'application/json', body: quoteOf(order) };
    expect(await ask(bytes)).toEqual(projects.map(() => quote));
  });
});

test('what is nearly an order gets one answer from all of them', async ({ ask }) => {
  await holds(nearly, async (bytes) => {
    fc.pre(bytes.length <= MAX_BYTES);
    const [first, ...others] = await ask(bytes);
    expect(others).toEqual(others.map(() => first));
  });
});

function holds<T>(arbitrary: fc.Arbitrary<T>, check: (value: T) => Promise<void>): Promise<void> {
  return fc.assert(fc.asyncProperty(arbitrary, check), { numRuns: RUNS });
}

async function withEach(
  left: readonly string[],
  connections: Connection[],
  use: (connections: Connection[]) => Promise<void>,
): Promise<void> {
  const [project, ...others] = left;
  if (project === undefined) return use(connections);
  const program = await readProgram(workspaceRoot, project);
  await withServer(program, { WEB_CONCURRENCY: '1' }, (server: Server) =>
    withConnection(server, (connection) => withEach(others, [...connections, connection], use)),
  );
}

async function say(connection: Connection, order: Buffer): Promise<Said> {
  const headers = { 'Content-Type': 'application/json' };
  connection.send(request('POST', '/quote', { headers, body: order }));
  const { status, headers: found, body } = await connection.response();
  return { status, contentType: found.get('content-type'), body: body.toString() };
}
