import type { Group } from '../../analyse/groups.ts';

/** The sentence for a table whose rows come from more than one run; undefined where they may be compared. */
export function comparabilityNote(group: Group): string | undefined {
  if (group.runIds.length < 2) return undefined;
  return 'The rows come from different runs, which were not measured side by side: do not compare figures across runs.';
}
