import fc from 'fast-check';

import type { Order } from './model.ts';

const basisPoints = fc.integer({ min: 0, max: 10_000 });
const code = fc.stringMatching(/^[A-Z0-9-]{1,32}$/);
/** Whatever the contract takes: `unit: 'binary'` is any code point but surrogates. */
const name = fc
  .string({ unit: 'binary', minLength: 1, maxLength: 60 })
  .map((text) => text.replace(/[\p{Cc}\u2028\u2029\ufffd]/gu, '"'));

export const orders: fc.Arbitrary<Order> = fc.record({
  currency: fc.stringMatching(/^[A-Z]{3}$/),
  discounts: fc.array(
    fc.record({
      code,
      basisPoints,
      minimumCents: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 1e11 })),
    }),
    { maxLength: 8 },
  ),
  lines: fc.array(
    fc.record({
      sku: code,
      name,
      quantity: fc.integer({ min: 1, max: 1_000 }),
      unitCents: fc.integer({ min: 0, max: 1_000_000 }),
      discountBasisPoints: basisPoints,
      taxBasisPoints: fc.oneof(fc.constantFrom(0, 700, 1_900), basisPoints),
    }),
    { minLength: 1, maxLength: 100, size: 'max' },
  ),
});

/** The same value as JSON that nobody would write by hand: white space, spare escapes, whole numbers with fractions. */
export function spelled(value: unknown): fc.Arbitrary<string> {
  const choices = fc.infiniteStream(fc.nat({ max: 5 }));
  return choices.map((stream) => spell(value, () => stream.next().value ?? 0));
}

function spell(value: unknown, choose: () => number): string {
  const space = () => ['', '', '', ' ', '\n', '\t\r'][choose()];
  const between = (parts: string[]) => parts.map((part) => `${space()}${part}${space()}`).join(',');
  if (Array.isArray(value)) return `[${between(value.map((part) => spell(part, choose))) || space()}]`;
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value);
    const turned = entries.splice(0, choose());
    const pairs = [...entries, ...turned].map(
      ([key, part]) => `${spell(key, choose)}${space()}:${space()}${spell(part, choose)}`,
    );
    return `{${between(pairs)}}`;
  }
  if (typeof value === 'number') return spellNumber(value, choose());
  return JSON.stringify(value).replace(/[a-zA-Z/é€]/g, (character) =>
    choose() === 0 && !/[bfnrtu]/.test(character) ? escaped(character) : character,
  );
}

/** Never of a letter that may be the second half of an escape. */
function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

function spellNumber(value: number, choice: number): string {
  if (choice === 3) return `${value}.0`;
  if (choice === 4 && value > 0) return `${value}0E-1`;
  if (choice === 5 && value % 10 === 0) return `${value / 10}e+1`;
  return String(value);
}

const anything = fc.oneof(
  fc.constantFrom(null, true, -1, 0.5, 1e21, '', [], {}, -0),
  fc.integer(),
  fc.double(),
  fc.string({ unit: 'binary' }),
);

/** JSON that is often nearly an order: one value exchanged, one key gone or one too many, or one byte wrong. */
export const nearly: fc.Arbitrary<Buffer> = fc.oneof(
  fc.tuple(orders, fc.nat(), anything).map(([order, at, value]) => changed(order, at, () => value)),
  fc.tuple(orders, fc.nat()).map(([order, at]) => changed(order, at, () => undefined)),
  fc
    .tuple(orders, fc.nat(), fc.nat({ max: 255 }))
    .map(([order, at, byte]) => withByte(Buffer.from(JSON.stringify(order)), at, byte)),
  fc.tuple(orders, fc.nat()).map(([order, at]) => {
    const text = Buffer.from(JSON.stringify(order));
    return text.subarray(0, at % text.length);
  }),
  fc.json().map((text) => Buffer.from(text)),
);

/** With another value in the place of the `at`th, counted from the start and round again. */
function changed(order: Order, at: number, change: () => unknown): Buffer {
  let count = 0;
  JSON.stringify(order, (_, part) => {
    count++;
    return part;
  });
  let index = 0;
  const text = JSON.stringify(order, (_, part) => (index++ === at % count ? change() : part));
  return Buffer.from(text ?? '');
}

/** Never the same letter in another case: what comes of such a key is free. */
function withByte(bytes: Buffer, at: number, byte: number): Buffer {
  const before = bytes[at % bytes.length] ?? 0;
  bytes[at % bytes.length] = (before ^ byte) === 0x20 ? 0 : byte;
  return bytes;
}
