/** The arithmetic of `POST /quote` once more, in whole numbers without a limit: what the cases expect. */

export interface Order {
  currency: string;
  discounts: { code: string; basisPoints: number; minimumCents: number }[];
  lines: {
    sku: string;
    name: string;
    quantity: number;
    unitCents: number;
    discountBasisPoints: number;
    taxBasisPoints: number;
  }[];
}

/** The JSON that answers an order, byte for byte. */
export function quoteOf({ currency, discounts, lines }: Order): string {
  const gross = lines.map(({ quantity, unitCents }) => BigInt(quantity) * BigInt(unitCents));
  const net = lines.map(({ discountBasisPoints }, at) => less(gross[at] ?? 0n, discountBasisPoints));
  const subtotal = sum(net);
  const taken = discounts.map(({ basisPoints, minimumCents }) => {
    if (subtotal < BigInt(minimumCents)) return 0n;
    const before = sum(net);
    net.forEach((cents, at) => {
      net[at] = less(cents, basisPoints);
    });
    return before - sum(net);
  });
  const rates = [...new Set(lines.map((line) => line.taxBasisPoints))].sort((one, other) => one - other);
  const taxes = rates.map((rate) => {
    const taxed = sum(net.filter((_, at) => lines[at]?.taxBasisPoints === rate));
    return { basisPoints: rate, netCents: taxed, taxCents: share(taxed, rate) };
  });
  const taxCents = sum(taxes.map((tax) => tax.taxCents));
  return asJson({
    currency,
    lines: lines.map(({ sku, name, quantity, unitCents, taxBasisPoints }, at) => ({
      sku,
      name,
      quantity,
      unitCents,
      grossCents: gross[at],
      discountCents: (gross[at] ?? 0n) - (net[at] ?? 0n),
      netCents: net[at],
      taxBasisPoints,
    })),
    discounts: discounts.map(({ code }, at) => ({ code, cents: taken[at] })),
    taxes,
    grossCents: sum(gross),
    discountCents: sum(gross) - sum(net),
    netCents: sum(net),
    taxCents,
    totalCents: sum(net) + taxCents,
  });
}

function less(cents: bigint, basisPoints: number): bigint {
  return cents - share(cents, basisPoints);
}

/** Twice the share and one, halved: half a cent is rounded up. */
function share(cents: bigint, basisPoints: number): bigint {
  return ((2n * cents * BigInt(basisPoints)) / 10_000n + 1n) / 2n;
}

function sum(cents: readonly bigint[]): bigint {
  return cents.reduce((total, more) => total + more, 0n);
}

function asJson(value: object): string {
  return JSON.stringify(value, (_, part) => (typeof part === 'bigint' ? Number(part) : part));
}
