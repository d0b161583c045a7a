import { expectAnswer } from '../answer.ts';
import {
  badGateway,
  badRequest,
  bundle,
  gatewayTimeout,
  health,
  methodNotAllowed,
  serviceUnavailable,
} from '../answers.ts';
import { ContractBreach } from '../breach.ts';
import type { Target } from '../case.ts';
import { expectAlive } from '../expect.ts';
import { delays, faults } from '../upstream/faults.ts';
import {
  answerItem,
  type Behaviour,
  itemOf,
  together,
  type Upstream,
  withUpstream,
} from '../upstream/upstream.ts';
import { Connection, withConnection } from '../wire/connection.ts';
import { request } from '../wire/request.ts';
import { eventually } from './eventually.ts';
import { expectExit, expectGracefulEnd } from './expect-ending.ts';
import type { LifecycleCase } from './lifecycle-case.ts';
import { launch, type Program, type Server, withServer } from './program.ts';

const sixteen = Array.from({ length: 16 }, (_, at) => at + 1);
const many = Array.from({ length: 100 }, (_, at) => at);

/** From these ids on, the upstream does what `faults` and `delays` say, each at its place. */
const FAULTY = 1_000;
const LATE = 2_000;

const byId: Behaviour = (asked) => {
  const behave =
    asked.id >= LATE ? delays[(asked.id - LATE) % delays.length]?.[1] : faults[asked.id - FAULTY]?.[1];
  return (asked.id >= FAULTY && behave ? behave : answerItem)(asked);
};

/** What `/bundle` makes of its upstream. */
export const upstream: LifecycleCase[] = [
  {
    name: 'without an upstream a bundle is 503, and a bad one 400',
    run: async (program) => {
      for (const env of [{}, { UPSTREAM_URL: '' }] as Record<string, string>[]) {
        await withServer(program, env, async (server) => {
          expectAnswer(await ask(server, '?ids=1,2'), serviceUnavailable);
          expectAnswer(await ask(server, '?ids=x'), badRequest);
          expectAnswer(await ask(server, '?ids=1', 'HEAD'), serviceUnavailable, 'HEAD');
        });
      }
    },
  },
  ...['127.0.0.1:8080', 'ftp://127.0.0.1:8080', 'http://127.0.0.1:80800', 'http://'].map((url) => ({
    name: `UPSTREAM_URL=${url} ends it with exit code 1 and the reason`,
    run: (program: Program) => expectRefusalToStart(program, url),
  })),
  withBoth('a bundle is the items in the order asked', answerItem, async (server, { asked, url }) => {
    for (const ids of [[7], [3, 1, 2], [5, 5, 0, 5], [1_000_000_000, 0, 999], sixteen.map((id) => id * 61)]) {
      expectAnswer(await ask(server, `?ids=${ids}`), bundle(ids.map(itemOf)));
    }
    expectAnswer(await ask(server, '?a=1&ids=007,0&b'), bundle([7, 0].map(itemOf)));
    const head = bundle([itemOf(7)]);
    expectAnswer(await ask(server, '?ids=7', 'HEAD'), head, 'HEAD');
    const before = asked.length;
    expectAnswer(await ask(server, '?ids=1,x'), badRequest);
    expectAnswer(await ask(server, '?ids=1', 'POST'), methodNotAllowed('GET, HEAD'));
    expectEqual('requests of the upstream for what is refused', '0', String(asked.length - before));
    for (const { method, target, host, id } of asked) {
      expectEqual('request', `GET /items/${id} of ${new URL(url).host}`, `${method} ${target} of ${host}`);
    }
  }),
  withBoth('an item is what it is, however it is written', spelledItem, async (server) => {
    expectAnswer(await ask(server, '?ids=0,1,2,3,4,5'), bundle([0, 1, 2, 3, 4, 5].map(itemOf)));
  }),
  withBoth('the items of a bundle are asked for at the same time', together(16), async (server) => {
    for (let round = 0; round < 3; round++) {
      expectAnswer(await ask(server, `?ids=${sixteen}`), bundle(sixteen.map(itemOf)));
    }
  }),
  withBoth(
    'connections to the upstream are used again',
    answerItem,
    async (server, { asked, connections }) => {
      await withConnection(server, async (connection) => {
        for (let round = 0; round < 40; round++) {
          connection.send(request('GET', '/bundle?ids=1,2,3,4'));
          expectAnswer(await connection.response(), bundle([1, 2, 3, 4].map(itemOf)));
        }
      });
      if (connections() > asked.length / 4) {
        throw new ContractBreach('connections', `far fewer than ${asked.length}`, String(connections()));
      }
    },
  ),
  withBoth('an upstream that closes its connections is asked by new ones', closing, async (server) => {
    for (let round = 0; round < 20; round++) {
      expectAnswer(await ask(server, '?ids=1,2,3,4'), bundle([1, 2, 3, 4].map(itemOf)));
    }
  }),
  withBoth(
    'every fault of the upstream is 502, and nothing is left of it',
    byId,
    async (server, upstream) => {
      await Promise.all(
        faults.map(async ([what], at) => {
          await named(what, async () =>
            expectAnswer(await ask(server, `?ids=1,${FAULTY + at},2`), badGateway),
          );
        }),
      );
      expectEqual('the target of a redirect', 'not asked for', asksFor(upstream, 99));
      await expectNothingLeft(server, upstream);
    },
  ),
  withBoth('one fault is 502 at once, and ends what else is under way', byId, async (server, upstream) => {
    const ids = sixteen.map((id) => (id === 9 ? FAULTY : LATE));
    expectAnswer(await ask(server, `?ids=${ids}`), badGateway);
    await expectNothingLeft(server, upstream);
  }),
  {
    name: 'an upstream that does not listen is 502',
    run: async (program) => {
      const gone = await withUpstream(answerItem, async ({ url }) => url);
      await withServer(program, { UPSTREAM_URL: gone }, async (server) => {
        expectAnswer(await ask(server, `?ids=${sixteen}`), badGateway);
        await expectAlive(server);
      });
    },
  },
  withBoth('100 bundles of a slow upstream are 504, and hold nobody up', byId, async (server, upstream) => {
    const bundles = many.map(async (at) => {
      const ids = [LATE + at, 1, LATE + at + 1, 2];
      await named(delays[at % delays.length]?.[0] ?? '', async () =>
        expectAnswer(await ask(server, `?ids=${ids}`), gatewayTimeout),
      );
    });
    const all = Promise.all(bundles);
    await eventually('400 requests under way', () => upstream.asked.length >= 400 || undefined);
    await Promise.race([all, expectAlive(server)]);
    expectAnswer(await ask(server, '?ids=1'), bundle([itemOf(1)]));
    await all;
    await expectNothingLeft(server, upstream);
  }),
  withBoth('clients that go away leave nothing of their bundles', byId, async (server, upstream) => {
    const connections = await Promise.all(many.slice(0, 20).map(() => Connection.open(server)));
    for (const connection of connections) connection.send(request('GET', `/bundle?ids=${LATE},${LATE}`));
    await eventually('40 requests under way', () => upstream.asked.length >= 40 || undefined);
    for (const connection of connections) connection.drop();
    await expectNothingLeft(server, upstream);
  }),
  {
    name: 'SIGTERM lets bundles finish, and nothing was said of them',
    run: async (program) => {
      const release: (() => void)[] = [];
      const held: Behaviour = (asked) => void release.push(() => answerItem(asked));
      await withUpstream(held, ({ url }) =>
        withServer(program, { UPSTREAM_URL: url }, async (server) => {
          await withConnection(server, async (connection) => {
            connection.send(request('GET', `/bundle?ids=${sixteen}`));
            await eventually('16 requests under way', () => release.length === 16 || undefined);
            await expectGracefulEnd(server, 'SIGTERM', async () => {
              for (const answer of release) answer();
              expectAnswer(await connection.response(), bundle(sixteen.map(itemOf)));
            });
          });
          expectEqual('standard error', '', (await server.ended).stderr);
          expectEqual('lines on standard output', '1', String(server.stdout().split('\n').length - 1));
        }),
      );
    },
  },
];

/** A case with a server and its upstream, which is new for each run. */
function withBoth(
  name: string,
  behave: Behaviour,
  check: (server: Server, upstream: Upstream) => Promise<void>,
): LifecycleCase {
  return {
    name,
    run: (program) =>
      withUpstream(behave, (upstream) =>
        withServer(program, { UPSTREAM_URL: upstream.url }, (server) => check(server, upstream)),
      ),
  };
}

function ask(target: Target, query: string, method = 'GET') {
  return withConnection(target, (connection) => {
    connection.send(request(method, `/bundle${query}`));
    return connection.response(method);
  });
}

/** The server has let go of every request that the upstream did not answer, and works as before. */
async function expectNothingLeft(server: Server, { unanswered }: Upstream): Promise<void> {
  await eventually(
    'no request under way',
    () => unanswered() === 0 || undefined,
    () => String(unanswered()),
  );
  expectAnswer(await ask(server, `?ids=${sixteen}`), bundle(sixteen.map(itemOf)));
  await withConnection(server, async (connection) => {
    connection.send(request('GET', '/health'));
    expectAnswer(await connection.response(), health);
  });
}

async function expectRefusalToStart(program: Program, url: string): Promise<void> {
  const running = launch(program, { PORT: '0', UPSTREAM_URL: url });
  try {
    const stderr = await expectExit(running, 1);
    if (!/^[A-Z_]+: .*UPSTREAM_URL/.test(stderr) || !stderr.includes(url) || stderr.includes('\n')) {
      throw new ContractBreach(
        'standard error',
        `one line that names UPSTREAM_URL and ${url}`,
        JSON.stringify(stderr),
      );
    }
  } finally {
    running.signal('SIGKILL');
    await running.ended;
  }
}

/** By id: white space, another order of the keys, escapes, whole numbers with fractions, chunks, and a byte at a time. */
function spelledItem({ id, response, socket }: Parameters<Behaviour>[0]): void {
  const item = itemOf(id);
  const text = JSON.stringify(item);
  const spelled = [
    ` \n${JSON.stringify(item, undefined, '\t')}\r\n`,
    JSON.stringify(Object.fromEntries(Object.entries(item).reverse())),
    text.replace('Item', '\\u0049t\\u0065m'),
    text.replace(/"stock":(\d)/, '"stock":$10e-1'),
    text.padEnd(16_384),
  ][id];
  if (spelled !== undefined) {
    response.writeHead(200, { 'Content-Type': 'text/plain; charset=utf-8' });
    response.write(spelled.slice(0, 5));
    setTimeout(() => response.end(spelled.slice(5)), 1);
    return;
  }
  const bytes = Buffer.from(`HTTP/1.1 200 OK\r\nContent-Length: ${text.length}\r\n\r\n${text}`);
  let at = 0;
  const timer = setInterval(() => {
    socket.write(bytes.subarray(at, at + 1));
    at++;
    if (at >= bytes.length) clearInterval(timer);
  }, 1);
}

/** Says that it closes, and one time in two does so without having said it. */
function closing(asked: Parameters<Behaviour>[0]): void {
  if (asked.id % 2 === 0) asked.response.setHeader('Connection', 'close');
  asked.response.on('finish', () => asked.socket.end());
  void answerItem(asked);
}

function asksFor({ asked }: Upstream, id: number): string {
  return asked.some((one) => one.id === id) ? 'asked for' : 'not asked for';
}

/** Says in which of many the contract was broken. */
async function named(what: string, check: () => Promise<void>): Promise<void> {
  try {
    await check();
  } catch (error) {
    if (!(error instanceof ContractBreach)) throw error;
    throw new ContractBreach(`an upstream that ${what}`, 'the answer of the contract', error.message);
  }
}

function expectEqual(what: string, expected: string, found: string): void {
  if (found !== expected) throw new ContractBreach(what, expected, found);
}
