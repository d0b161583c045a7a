import { expect, test } from 'vitest';
import { BenchError } from '../../errors/bench-error.ts';
import { apiError, clusterLost } from './api-error.ts';
import { patiently } from './patiently.ts';

test('a cluster that answers again is asked until it does', async () => {
  let asked = 0;
  const answer = await patiently(async () => {
    asked += 1;
    if (asked < 3) throw clusterLost('list pods', 'ECONNREFUSED');
    return 'pods';
  });
  expect([answer, asked]).toEqual(['pods', 3]);
});

test('one that does not is lost, and what it refuses is not asked again', async () => {
  const lost = patiently(() => Promise.reject(clusterLost('list pods', 'ECONNREFUSED')), 0);
  await expect(lost).rejects.toMatchObject({ code: 'CLUSTER_LOST' });
  let asked = 0;
  const forbidden = patiently(async () => {
    asked += 1;
    throw apiError({ code: 403, body: '' }, 'list pods');
  });
  await expect(forbidden).rejects.toBeInstanceOf(BenchError);
  expect(asked).toBe(1);
});
