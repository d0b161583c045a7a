import type { Order } from './model.ts';

export const line: Order['lines'][number] = {
  sku: 'PEN-1',
  name: 'Pen',
  quantity: 3,
  unitCents: 199,
  discountBasisPoints: 500,
  taxBasisPoints: 1_900,
};

export const order: Order = { currency: 'EUR', discounts: [], lines: [line] };

/** 17 lines of a shop: 2 KB that are answered with nearly 3. */
export const shopping: Order = {
  currency: 'EUR',
  discounts: [{ code: 'SPRING', basisPoints: 1_000, minimumCents: 5_000 }],
  lines: Array.from({ length: 17 }, (_, at) => ({
    sku: `SHOP-${1_000 + at}`,
    name: ['Ballpoint pen', 'Crème brûlée', 'Tea & biscuits', 'Шоколад'][at % 4] ?? '',
    quantity: 1 + (at % 5),
    unitCents: 99 + 217 * at,
    discountBasisPoints: at % 3 === 0 ? 500 : 0,
    taxBasisPoints: at % 4 === 0 ? 1_900 : 700,
  })),
};

/** Every limit at once: sums of 10^11 cents, and the longest names. */
export const largest: Order = {
  currency: 'XXX',
  discounts: Array.from({ length: 8 }, () => ({
    code: 'A'.repeat(32),
    basisPoints: 1,
    minimumCents: 99_990_000_000,
  })),
  lines: Array.from({ length: 100 }, (_, at) => ({
    sku: '-'.repeat(32),
    name: '\u{1f600}'.repeat(60),
    quantity: 1_000,
    unitCents: 1_000_000,
    discountBasisPoints: 1,
    taxBasisPoints: 10_000 - at,
  })),
};
