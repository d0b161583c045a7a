import type { ProjectConfiguration } from '@nx/devkit';
import { z } from 'zod';

/** The key of a project's metadata that says where it declares a server or the suite: it stays when a target of it does not. */
export const declaredIn = 'bench';

const metadataSchema = z.object({
  [declaredIn]: z.object({ file: z.string(), kind: z.enum(['server', 'suite']) }),
});

/** Where the project's `bench` block stands and what it declares; undefined where it has none. */
export function declarationPlace({
  metadata,
}: Pick<ProjectConfiguration, 'metadata'>): { file: string; kind: 'server' | 'suite' } | undefined {
  return metadataSchema.safeParse(metadata).data?.[declaredIn];
}
