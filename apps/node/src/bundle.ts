import { setMaxListeners } from 'node:events';

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import { sendJson } from './json.ts';
import { sendProblem } from './problem.ts';
import { closed, integer, name, text, whole } from './schemas.ts';
import { onlyValue, splitTarget } from './target.ts';
import { type Upstream, UpstreamError } from './upstream.ts';

const MAX_IDS = 16;
const MAX_ID = 1_000_000_000;

/** How long a bundle waits for its items, from the first request to the last byte. */
const TIME_LIMIT_MS = 5_000;

interface Item {
  id: number;
  name: string;
  unitCents: number;
  stock: number;
}

const itemSchema = closed({
  id: whole(0, MAX_ID),
  name,
  unitCents: whole(0, 1_000_000),
  stock: whole(0, 1_000_000),
});

const bundleSchema = closed({
  items: { type: 'array', items: closed({ id: integer, name: text, unitCents: integer, stock: integer }) },
});

/** `/bundle?ids=1,2`: these items of the upstream, asked for at the same time, in the order of the ids. */
export function bundle(app: FastifyInstance, upstream: Upstream | undefined): void {
  app.get(
    '/bundle',
    { schema: { response: { 200: bundleSchema } } },
    async (request: FastifyRequest, reply: FastifyReply) => {
      const ids = parseIds(splitTarget(request.url).query);
      if (ids === undefined) return sendProblem(reply, 400);
      if (upstream === undefined) return sendProblem(reply, 503);
      const limit = new AbortController();
      // Each request listens; Node takes more than ten listeners for a leak, and says so on standard error.
      setMaxListeners(0, limit.signal);
      const timer = setTimeout(() => limit.abort(new UpstreamError(504)), TIME_LIMIT_MS);
      try {
        const isItem = request.compileValidationSchema(itemSchema);
        const ask = async (id: number): Promise<Item> => {
          const item = await upstream.get<Item>(`/items/${id}`, limit.signal);
          if (!isItem(item) || item.id !== id) throw new UpstreamError(502);
          return item;
        };
        const items = await Promise.all(ids.map(ask));
        return sendJson(reply, { items }, reply.getSerializationFunction('200'));
      } catch (error) {
        // The other requests are still under way.
        limit.abort();
        if (!(error instanceof UpstreamError)) throw error;
        return sendProblem(reply, error.status);
      } finally {
        clearTimeout(timer);
      }
    },
  );
}

/** Exactly one `ids` of 1 to 16 numbers. */
export function parseIds(query: string): number[] | undefined {
  const list = onlyValue(query, 'ids')?.split(',', MAX_IDS + 1);
  if (list === undefined || list.length > MAX_IDS) return undefined;
  if (!list.every((digits) => /^\d{1,10}$/.test(digits) && Number(digits) <= MAX_ID)) return undefined;
  return list.map(Number);
}
