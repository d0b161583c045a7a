import { STATUS_CODES } from 'node:http';

import type { FastifyReply } from 'fastify';

/** An error as `application/problem+json` (RFC 9457); the title is the status's phrase in RFC 9110, 15. */
export function sendProblem(reply: FastifyReply, status: number): FastifyReply {
  const title = status === 413 ? 'Content Too Large' : STATUS_CODES[status];
  return reply
    .code(status)
    .type('application/problem+json')
    .serializer(JSON.stringify)
    .send({ type: 'about:blank', title, status });
}
