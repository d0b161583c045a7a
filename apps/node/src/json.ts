import type { FastifyReply } from 'fastify';

/** 200 `application/json`, without the charset parameter that Fastify would add and RFC 8259, 11 does not have. */
export function sendJson(reply: FastifyReply, value: unknown): FastifyReply {
  return reply.type('application/json').serializer(JSON.stringify).send(value);
}
