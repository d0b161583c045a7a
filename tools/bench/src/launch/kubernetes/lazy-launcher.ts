import { notesOfEnded } from '../../system/notes.ts';
import type { Launcher } from '../launcher.ts';

/** Its client library takes as long to load as all the rest of the bench: only who uses it waits for that. */
const load = async () => (await import('./kubernetes-launcher.ts')).launcher;

let isUsed = false;
const used = () => {
  isUsed = true;
  return load();
};

export const kubernetesLauncher: Launcher = {
  launch: async (spec) => (await used()).launch(spec),
  checkLimits: async (spec) => (await used()).checkLimits(spec),
  describe: async (spec) => (await used()).describe(spec),
  runsFrom: async (options, workspaceRoot) => (await used()).runsFrom(options, workspaceRoot),
  endRun: async () => (isUsed ? (await load()).endRun?.() : undefined),
  removeLeftovers: async (workspaceRoot) =>
    (await notesOfEnded('namespaces')).length > 0 ? (await load()).removeLeftovers(workspaceRoot) : [],
};
