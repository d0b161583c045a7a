import { z } from 'zod';
import { givenOptionsSchema } from '../src/schema/options.ts';

/**
 * The `schema.json` of the bench executor, made from the schema that the options are checked with. Nx reads it
 * to split lists and editors to complete; beside what we take, every value passes, because a batch in which
 * Nx itself refuses a value ends in a stack trace, where our own check names option, value and fix.
 */
export function executorSchema(): object {
  const schema = z.toJSONSchema(givenOptionsSchema, { target: 'draft-7', io: 'input' });
  return {
    ...executor('Bench of a server', schema, lenient),
    description: 'Measures a server with k6, in interleaved rounds with every other server of the run.',
    definitions: { anything },
  };
}

/** In Nx a list, an object or null passes only where the schema has their type. */
const noList = [{ type: ['string', 'number', 'boolean'] }, { type: 'null' }, { type: 'object' }];
const list = (items: object) => ({ type: 'array', items });
const anything = { anyOf: [...noList, list({ $ref: '#/definitions/anything' })] };
const orAnything = (constraints: object) => ({ anyOf: [constraints, { $ref: '#/definitions/anything' }] });

/** Of the executors whose options Nx has to know the kind of, so that `--mergeBase=false` is no text. Values are checked by us. */
export function revisionSchema(title: string, options: z.ZodType): object {
  return executor(title, z.toJSONSchema(options, { target: 'draft-7', io: 'input' }), kindOf);
}

type Property = z.core.JSONSchema._JSONSchema;

function executor(
  title: string,
  { properties = {} }: z.core.JSONSchema.BaseSchema,
  shown: (property: Property) => unknown,
): object {
  return {
    $schema: 'https://json-schema.org/schema',
    version: 2,
    title,
    type: 'object',
    properties: Object.fromEntries(
      Object.entries(properties).map(([name, property]) => [name, shown(property)]),
    ),
  };
}

function kindOf(property: Property): unknown {
  if (typeof property === 'boolean') return property;
  const { description, default: byDefault, type, items, enum: values } = property;
  return {
    description,
    ...(byDefault !== undefined && { default: byDefault }),
    type,
    ...(items !== undefined && { items: { type: 'string' } }),
    ...(values && { enum: values }),
  };
}

function isOfObjects({ items }: Exclude<Property, boolean>): boolean {
  return typeof items === 'object' && !Array.isArray(items) && items.type === 'object';
}

function lenient(property: Property): unknown {
  if (typeof property === 'boolean') return property;
  const { description, default: byDefault, ...constraints } = property;
  const shown = { description, ...(byDefault === undefined ? {} : { default: byDefault }) };
  if (constraints.type === 'array' && !isOfObjects(constraints))
    // By `oneOf`, and not by `anyOf`, Nx splits a text of the command line.
    return { ...shown, oneOf: [list(orAnything({ type: 'string' })), ...noList] };
  return { ...shown, ...orAnything(constraints) };
}
