import { z } from 'zod';
import { givenOptionsSchema } from '../src/schema/options.ts';

/**
 * The `schema.json` of the bench executor, made from the schema that the options are checked with. Nx reads it
 * to split lists and editors to complete; `anyOf` with `{}` lets every value pass, because a batch in which
 * Nx itself refuses a value ends in a stack trace, where our own check names option, value and fix.
 */
export function executorSchema(): object {
  const schema = z.toJSONSchema(givenOptionsSchema, { target: 'draft-7', io: 'input' });
  const properties = Object.entries(schema.properties ?? {}).map(([name, property]) => [
    name,
    lenient(property),
  ]);
  return {
    $schema: 'https://json-schema.org/schema',
    version: 2,
    title: 'Bench of a server',
    description: 'Measures a server with k6, in interleaved rounds with every other server of the run.',
    type: 'object',
    properties: Object.fromEntries(properties),
  };
}

function lenient(property: z.core.JSONSchema._JSONSchema): unknown {
  if (typeof property === 'boolean') return property;
  const { description, default: byDefault, ...constraints } = property;
  const shown = { description, ...(byDefault === undefined ? {} : { default: byDefault }) };
  if (constraints.type === 'array') return { ...shown, type: 'array', items: { type: 'string' } };
  return { ...shown, anyOf: [constraints, {}] };
}
