/** What `POST /quote` takes and answers, as JSON Schema; libs/contract/openapi.yaml has the same. */

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

const code = { type: 'string', pattern: '^[A-Z0-9-]{1,32}$' };
/** One line of text; Node puts U+FFFD in the place of bytes that are no UTF-8. */
const name = {
  type: 'string',
  pattern: '^[^\\u0000-\\u001f\\u007f-\\u009f\\u2028\\u2029\\ud800-\\udfff\\ufffd]{1,60}$',
};
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

const text = { type: 'string' };
const integer = { type: 'integer' };

/** The order of the keys is that of the answer. */
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

function whole(minimum: number, maximum: number) {
  return { type: 'integer', minimum, maximum };
}

/** An object with all of these properties and no other. */
function closed(properties: Record<string, object>) {
  return { type: 'object', required: Object.keys(properties), additionalProperties: false, properties };
}
