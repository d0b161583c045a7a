import { ApiException } from '@kubernetes/client-node';
import { expect, test } from 'vitest';
import { apiError } from './api-error.ts';

const status = (message: string) => JSON.stringify({ kind: 'Status', status: 'Failure', message });

test.each([
  [403, 'CLUSTER_FORBIDDEN', 'namespaces is forbidden: User "me" cannot create resource "namespaces"'],
  [401, 'CLUSTER_FORBIDDEN', 'Unauthorized'],
  [422, 'CLUSTER_REFUSED', 'Deployment.apps "server" is invalid'],
  [503, 'CLUSTER_LOST', 'the server is currently unable to handle the request'],
])("%d is %s, in the API's own words", (code, ours, message) => {
  const thrown = new ApiException(code, 'HTTP-Code', status(message), {});
  expect(apiError(thrown, 'create the namespace')).toMatchObject({
    code: ours,
    message: expect.stringContaining(message),
  });
});

test('an API that nobody answers for is lost, and so is one whose error has no code', () => {
  const refused = Object.assign(new Error('connect ECONNREFUSED 198.18.0.2:6443'), { code: 'ECONNREFUSED' });
  expect(apiError(refused, 'list pods')).toMatchObject({
    code: 'CLUSTER_LOST',
    message: expect.stringContaining('ECONNREFUSED 198.18.0.2:6443'),
  });
});
