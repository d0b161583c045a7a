import type { FastifyReply } from 'fastify';

/** 200 `application/json`, without the charset parameter that Fastify would add and RFC 8259, 11 does not have. */
export function sendJson<T>(
  reply: FastifyReply,
  value: T,
  serialize: (value: T) => string = JSON.stringify,
): FastifyReply {
  return reply.type('application/json').serializer(serialize).send(value);
}
