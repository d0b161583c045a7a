import type { FastifyReply, FastifyRequest } from 'fastify';

import { sendProblem } from './problem.ts';
import { splitTarget } from './target.ts';

const allowedMethods = new Map([
  ['/health', 'GET, HEAD'],
  ['/plaintext', 'GET, HEAD'],
  ['/primes', 'GET, HEAD'],
  ['/bundle', 'GET, HEAD'],
  ['/echo', 'POST'],
  ['/quote', 'POST'],
]);

/**
 * An `onRequest` hook: 404 for every path that is not literally one of ours (Fastify's router decodes them),
 * 405 with `Allow` for another method. A hook, not a not-found handler, so that no body is read for them.
 */
export function refuseUnknown(request: FastifyRequest, reply: FastifyReply, done: () => void): void {
  const allow = allowedMethods.get(splitTarget(request.url).path);
  if (allow === undefined) {
    sendProblem(reply, 404);
  } else if (request.is404) {
    sendProblem(reply.header('allow', allow), 405);
  } else {
    done();
  }
}
