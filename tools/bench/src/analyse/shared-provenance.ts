import type { Provenance } from '../schema/provenance.ts';
import type { RecordedOptions } from '../schema/recorded-options.ts';
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
  return {
    ...one,
    options: without(options, (name) => !isSame(options[name], other.options[name])),
    ...(pinning && isSame(pinning, other.pinning) && { pinning }),
  };
}

/** The rows of a result, each with the options that are its server's own. */
export function withOwnOptions(rows: readonly Row[], { provenance }: Result, run: Provenance): Row[] {
  const own = without(provenance.options, (name) => name in run.options);
  return rows.map((row) => (Object.keys(own).length === 0 ? row : { ...row, options: own }));
}

function without(options: RecordedOptions, isOut: (name: string) => boolean): RecordedOptions {
  const kept = { ...options };
  for (const name of Object.keys(options).filter(isOut)) delete kept[name];
  return kept;
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
