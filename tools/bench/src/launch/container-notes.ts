import { z } from 'zod';
import { type NoteKind, notesOfEnded, removeNote, writeNote } from '../system/notes.ts';

export type ContainerKind = Extract<NoteKind, 'containers' | 'tasks'>;

export interface ContainerNote {
  /** The container is gone. */
  readonly removed: () => Promise<void>;
  /** The engine is gone: at our exit its client would only wait for it, and outlive us. */
  readonly leaveToNextRun: () => void;
}

/** `client`: the program that speaks to what runs the container. */
const startedSchema = z.object({ client: z.string() });

const removals = new Map<string, () => void>();

process.once('exit', () => {
  for (const remove of removals.values()) remove();
});

/**
 * Makes sure that a container goes when we go: at our exit, by `removeNow`, and, should we be killed, at the next
 * run, by a note.
 */
export async function noteContainer(of: {
  kind: ContainerKind;
  name: string;
  client: string;
  removeNow: () => void;
}): Promise<ContainerNote> {
  const { kind, name, client } = of;
  removals.set(name, of.removeNow);
  await writeNote(kind, name, { client });
  return {
    removed: async () => {
      removals.delete(name);
      await removeNote(kind, name);
    },
    leaveToNextRun: () => void removals.delete(name),
  };
}

/** The containers that runs on this machine left behind, having been killed: their names by the client that started them. */
export async function notedContainers(kind: ContainerKind): Promise<Map<string, string[]>> {
  const left = new Map<string, string[]>();
  for (const { name, started } of await notesOfEnded(kind)) {
    const note = startedSchema.safeParse(started);
    if (!note.success) continue;
    const { client } = note.data;
    left.set(client, [...(left.get(client) ?? []), name]);
  }
  return left;
}

export function forgetContainer(kind: ContainerKind, name: string): Promise<void> {
  return removeNote(kind, name);
}
