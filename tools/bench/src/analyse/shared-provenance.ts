import type { Provenance } from '../schema/provenance.ts';
import type { Row } from '../schema/report.ts';
import type { Result } from '../schema/result.ts';

/** Where each run comes from: of what each server has of its own, options and pinning, what all servers of the run share. */
export function sharedProvenance(results: readonly Result[]): Record<string, Provenance> {
  const runs = new Map<string, Provenance>();
  for (const { runId, provenance } of results) {
    const before = runs.get(runId);
    runs.set(runId, before ? shared(before, provenance) : provenance);
  }
  return Object.fromEntries(runs);
}

function shared({ pinning, options, ...one }: Provenance, other: Provenance): Provenance {
  const same = Object.entries(options).filter(([name, value]) => isSame(value, other.options[name]));
  return {
    ...one,
    options: Object.fromEntries(same),
    ...(pinning && isSame(pinning, other.pinning) && { pinning }),
  };
}

/** The rows of a result, each with the options that are its server's own. */
export function withOwnOptions(rows: readonly Row[], { provenance }: Result, run: Provenance): Row[] {
  const own = Object.entries(provenance.options).filter(([name]) => !(name in run.options));
  return rows.map((row) => (own.length === 0 ? row : { ...row, options: Object.fromEntries(own) }));
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
