import Fastify, { type FastifyInstance } from 'fastify';

import { bundle } from './bundle.ts';
import { echo, MAX_ECHO_BYTES } from './echo.ts';
import { sendJson } from './json.ts';
import { primes } from './primes.ts';
import { sendProblem } from './problem.ts';
import { quote } from './quote.ts';
import { refuseUnknown } from './refuse-unknown.ts';
import type { Upstream } from './upstream.ts';

/** A client that sends its head more slowly than this is holding a connection, not making a request. */
const HEADERS_TIMEOUT_MS = 30_000;

/** Fastify waits for ever by default and recommends two minutes where no proxy stands in front. */
const REQUEST_TIMEOUT_MS = 120_000;

const MAX_HEAD_BYTES = 64 * 1024;

/** Every route of the contract; bundles need an upstream. */
export function createApp(upstream: Upstream | undefined): FastifyInstance {
  const app = Fastify({
    logger: false,
    bodyLimit: MAX_ECHO_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    // A string is no number, and what is too much is wrong, not left out.
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false, useDefaults: false } },
    http: { headersTimeout: HEADERS_TIMEOUT_MS, maxHeaderSize: MAX_HEAD_BYTES },
    // A request that arrives on an open connection during the graceful end is still answered.
    return503OnClosing: false,
    // A path that cannot be decoded is one more unknown path.
    frameworkErrors: (_error, _request, reply) => sendProblem(reply, 404),
  });

  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));

  app.addHook('onRequest', refuseUnknown);
  app.setErrorHandler((error: { statusCode?: number }, _request, reply) => {
    // Fastify closes after a 413, which would reset a client that is still sending and destroy the answer
    // (RFC 9112, 9.6). Node reads and drops the rest, until the request's time-out.
    reply.removeHeader('connection');
    return sendProblem(reply, error.statusCode ?? 500);
  });

  app.get('/health', (_request, reply) => sendJson(reply, { message: 'Hello, World!' }));
  app.get('/plaintext', (_request, reply) => reply.type('text/plain').send('Hello, World!'));
  app.get('/primes', primes);
  app.post('/echo', echo);
  app.register(quote);
  bundle(app, upstream);
  return app;
}
