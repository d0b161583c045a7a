import { expect, test } from 'vitest';
import { withAddresses } from './addresses.ts';

const beside = [
  { name: 'database', host: '127.0.0.1', port: 5432 },
  { name: 'rate-limiter', host: '127.0.0.1', port: 6379 },
];

test('a server is told where each dependency listens, by variables and in its own texts', () => {
  const told = withAddresses(
    {
      command: ['api', '--limiter={rate-limiter.host}:{rate-limiter.port}', '{port}', '{other.port}'],
      env: { DATABASE_URL: 'postgres://{database.host}:{database.port}/bench' },
    },
    beside,
  );
  expect(told).toEqual({
    command: ['api', '--limiter=127.0.0.1:6379', '{port}', '{other.port}'],
    env: {
      DATABASE_HOST: '127.0.0.1',
      DATABASE_PORT: '5432',
      RATE_LIMITER_HOST: '127.0.0.1',
      RATE_LIMITER_PORT: '6379',
      DATABASE_URL: 'postgres://127.0.0.1:5432/bench',
    },
  });
});

test("the server's own environment goes before what it would be told", () => {
  const { env } = withAddresses({ command: ['api'], env: { DATABASE_HOST: 'localhost' } }, beside);
  expect(env).toMatchObject({ DATABASE_HOST: 'localhost', DATABASE_PORT: '5432' });
});
