/** What `POST /quote` takes and answers, as JSON Schema. */
import { closed, code, integer, name, text, whole } from './schemas.ts';

export interface Order {
  currency: string;
  discounts: Discount[];
  lines: Line[];
}

export interface Discount {
  code: string;
  basisPoints: number;
  minimumCents: number;
}

export interface Line {
  sku: string;
  name: string;
  quantity: number;
  unitCents: number;
  discountBasisPoints: number;
  taxBasisPoints: number;
}

const basisPoints = whole(0, 10_000);

export const orderSchema = closed({
  currency: { type: 'string', pattern: '^[A-Z]{3}$' },
  discounts: {
    type: 'array',
    maxItems: 8,
    items: closed({ code, basisPoints, minimumCents: whole(0, 100_000_000_000) }),
  },
  lines: {
    type: 'array',
    minItems: 1,
    maxItems: 100,
    items: closed({
      sku: code,
      name,
      quantity: whole(1, 1_000),
      unitCents: whole(0, 1_000_000),
      discountBasisPoints: basisPoints,
      taxBasisPoints: basisPoints,
    }),
  },
});

export const quoteSchema = closed({
  currency: text,
  lines: {
    type: 'array',
    items: closed({
      sku: text,
      name: text,
      quantity: integer,
      unitCents: integer,
      grossCents: integer,
      discountCents: integer,
      netCents: integer,
      taxBasisPoints: integer,
    }),
  },
  discounts: { type: 'array', items: closed({ code: text, cents: integer }) },
  taxes: {
    type: 'array',
    items: closed({ basisPoints: integer, netCents: integer, taxCents: integer }),
  },
  grossCents: integer,
  discountCents: integer,
  netCents: integer,
  taxCents: integer,
  totalCents: integer,
});
