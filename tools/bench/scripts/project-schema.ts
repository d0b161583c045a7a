import { z } from 'zod';
import { serverBlockSchema, suiteBlockSchema } from '../src/schema/options.ts';

/**
 * JSON Schema of a `project.json` with a `bench` block: Nx's own and ours. It names Nx's by its place beside the
 * plugin in `node_modules`, so that an editor completes both from one `$schema`.
 */
export function projectSchema(): object {
  const block = (schema: z.ZodType) => {
    const { $schema: _, ...json } = z.toJSONSchema(schema, { target: 'draft-7', io: 'input' });
    return json;
  };
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Project of an Nx workspace with @wasi-bench/nx',
    allOf: [{ $ref: '../../../nx/schemas/project-schema.json' }],
    properties: {
      bench: {
        description: 'Makes the project a server that is measured, or the suite that reports on all servers.',
        anyOf: [block(serverBlockSchema), block(suiteBlockSchema)],
      },
    },
  };
}
