import { z } from 'zod';
import { benchOptionsSchema } from '../src/schema/options.ts';

/** The `schema.json` of the bench executor, made from the schema that the options are checked with. */
export function executorSchema(): object {
  const {
    $schema: _,
    additionalProperties: __,
    ...schema
  } = z.toJSONSchema(benchOptionsSchema, { target: 'draft-7', io: 'input' });
  return {
    $schema: 'https://json-schema.org/schema',
    version: 2,
    title: 'Bench of a server',
    description: 'Measures a server with k6, in interleaved rounds with every other server of the run.',
    ...schema,
  };
}
