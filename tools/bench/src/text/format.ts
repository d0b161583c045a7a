import prettyBytes from 'pretty-bytes';
import type { Unit } from '../schema/figures/definition.ts';

/** Said once beside every table and chart that shows sizes. */
export const byteUnitNote = 'Sizes are in SI units: 1 MB is 1,000,000 bytes.';

const grouped = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** A whole number with thousands separators: `21,071`. */
export function formatCount(value: number): string {
  return grouped.format(value);
}

/** Three significant digits, whole from 100 up: `0.842`, `8.41`, `43.7`, `1,141`. Any unit. */
export function formatQuantity(value: number): string {
  const magnitude = Math.abs(value);
  if (magnitude >= 99.95) return grouped.format(value);
  if (magnitude >= 9.995) return value.toFixed(1);
  if (magnitude >= 0.9995 || magnitude === 0) return value.toFixed(2);
  return value.toFixed(3);
}

const plain = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 6 });

/** A tick of an axis, with no more digits than it needs: `0`, `0.5`, `10,000`. */
export function formatTick(value: number): string {
  return plain.format(value);
}

/** Bytes in SI units with three significant digits: `1.35 MB`. */
export function formatBytes(bytes: number): string {
  return prettyBytes(bytes);
}

/** A CPU limit: `0.05 cores`, `1 core`. */
export function formatCores(cpus: number): string {
  return `${formatTick(cpus)} ${cpus === 1 ? 'core' : 'cores'}`;
}

/** A server, with its limit where it has several: `go at 0.05 cores`. */
export function nameAtLimit(server: string, cpus: number | undefined): string {
  return cpus === undefined ? server : `${server} at ${formatCores(cpus)}`;
}

/** How a figure of this unit is written, without the unit: that stands beside it, but with bytes. */
export function formatOf(unit: Unit): (value: number) => string {
  return unit === 'bytes' ? formatBytes : formatQuantity;
}

/** Both ends of an interval, the unit once where they share it: `16.6–17.6`, `7.66–8.14 MB`. */
export function formatInterval(low: number, high: number, format: (value: number) => string): string {
  const [from, to] = [format(low), format(high)];
  const unit = / \S+$/.exec(to)?.[0] ?? '';
  return `${unit && from.endsWith(unit) ? from.slice(0, -unit.length) : from}–${to}`;
}

/** A finding's evidence, `name value` pairs in the order they were given. */
export function formatEvidence(evidence: Record<string, number>): string {
  return Object.entries(evidence)
    .map(
      ([name, value]) =>
        `${name} ${Number.isInteger(value) ? formatCount(value) : Number(value.toPrecision(3))}`,
    )
    .join(', ');
}
