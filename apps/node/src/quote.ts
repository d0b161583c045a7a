import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import { sendJson } from './json.ts';
import { sendProblem } from './problem.ts';
import { type Discount, type Line, type Order, orderSchema, quoteSchema } from './quote-schemas.ts';

/** The largest order that `POST /quote` takes, in bytes. */
const MAX_ORDER_BYTES = 64 * 1024;

interface QuotedLine {
  sku: string;
  name: string;
  quantity: number;
  unitCents: number;
  grossCents: number;
  discountCents: number;
  netCents: number;
  taxBasisPoints: number;
}

/** `POST /quote`, with parsers of its own: an order is JSON, whatever its media type's parameters are. */
export async function quote(app: FastifyInstance): Promise<void> {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => {
    try {
      done(null, JSON.parse(body.toString()));
    } catch (error) {
      done(Object.assign(error as SyntaxError, { statusCode: 400 }));
    }
  });
  app.post<{ Body: Order }>(
    '/quote',
    {
      bodyLimit: MAX_ORDER_BYTES,
      schema: { body: orderSchema, response: { 200: quoteSchema } },
      onRequest: refuseOtherMedia,
    },
    (request, reply) => sendJson(reply, quoteOf(request.body), reply.getSerializationFunction('200')),
  );
}

/** Before the body is read; JSON has no parameters (RFC 8259, 11), so none are looked at. */
function refuseOtherMedia(request: FastifyRequest, reply: FastifyReply, done: () => void): void {
  const [essence = ''] = (request.headers['content-type'] ?? '').split(';', 1);
  if (essence.replace(/^[ \t]+|[ \t]+$/g, '').toLowerCase() === 'application/json') {
    done();
  } else {
    sendProblem(reply, 415);
  }
}

/** Discounts of the whole order come off one after the other, each where the lines come to its minimum. */
function quoteOf({ currency, discounts, lines }: Order): Record<string, unknown> {
  const quoted = lines.map(quotedLineOf);
  const subtotalCents = sum(quoted, (line) => line.netCents);
  const quotedDiscounts = discounts.map(({ code, basisPoints, minimumCents }: Discount) => ({
    code,
    cents: subtotalCents < minimumCents ? 0 : sum(quoted, (line) => takeOff(line, basisPoints)),
  }));
  for (const line of quoted) line.discountCents = line.grossCents - line.netCents;
  const taxes = taxesOf(quoted);
  const netCents = sum(quoted, (line) => line.netCents);
  const taxCents = sum(taxes, (tax) => tax.taxCents);
  return {
    currency,
    lines: quoted,
    discounts: quotedDiscounts,
    taxes,
    grossCents: sum(quoted, (line) => line.grossCents),
    discountCents: sum(quoted, (line) => line.discountCents),
    netCents,
    taxCents,
    totalCents: netCents + taxCents,
  };
}

/** With the line's own discount alone. */
function quotedLineOf(line: Line): QuotedLine {
  const { sku, name, quantity, unitCents, taxBasisPoints } = line;
  const grossCents = quantity * unitCents;
  const netCents = grossCents - share(grossCents, line.discountBasisPoints);
  return { sku, name, quantity, unitCents, grossCents, discountCents: 0, netCents, taxBasisPoints };
}

function takeOff(line: QuotedLine, basisPoints: number): number {
  const cents = share(line.netCents, basisPoints);
  line.netCents -= cents;
  return cents;
}

/** One for each rate, the lowest first. */
function taxesOf(
  lines: readonly QuotedLine[],
): { basisPoints: number; netCents: number; taxCents: number }[] {
  const netOf = new Map<number, number>();
  for (const { taxBasisPoints, netCents } of lines) {
    netOf.set(taxBasisPoints, (netOf.get(taxBasisPoints) ?? 0) + netCents);
  }
  return [...netOf]
    .sort(([one], [other]) => one - other)
    .map(([basisPoints, netCents]) => ({ basisPoints, netCents, taxCents: share(netCents, basisPoints) }));
}

/**
 * This many basis points of an amount; half a cent is rounded up. No amount is above 10^11, so that the product is far
 * below 2^53 and the quotient is exact enough for `Math.floor`.
 */
export function share(cents: number, basisPoints: number): number {
  return Math.floor((cents * basisPoints + 5_000) / 10_000);
}

function sum<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}
