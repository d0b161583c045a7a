import type { FastifyReply, FastifyRequest } from 'fastify';

/** The largest body that `POST /echo` takes, in bytes. */
export const MAX_ECHO_BYTES = 1024 * 1024;

const NO_BYTES = Buffer.alloc(0);

/** The request's body with its content type; `application/octet-stream` where it had none (RFC 9110, 8.3). */
export function echo(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const contentType = request.headers['content-type'] ?? 'application/octet-stream';
  return reply.header('content-type', contentType).send(request.body ?? NO_BYTES);
}
