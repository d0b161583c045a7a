import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import { givenOptionsSchema } from '../src/schema/options.ts';
import { executorSchema } from './executor-schema.ts';

/** What Nx does with options before the executor sees them; where it throws in a batch, the user sees a stack trace. */
const { coerceTypesInOptions, validateOptsAgainstSchema } = createRequire(import.meta.url)(
  'nx/src/utils/params',
);
const schema = executorSchema();
const values = [
  'text',
  7,
  true,
  null,
  ['text', 7],
  [['text']],
  [{ of: [{ no: 'kind' }] }],
  { of: { no: ['kind', { known: null }] } },
];

test.each(Object.keys(givenOptionsSchema.shape))('Nx leaves every value of "%s" to our own check', (name) => {
  for (const value of values) {
    expect(() => validateOptsAgainstSchema({ [name]: value }, schema), JSON.stringify(value)).not.toThrow();
  }
});

test('a workload may send any JSON', () => {
  const add = { method: 'POST', path: '/cart', body: { json: { item: 'pen', tags: [{ n: 1 }] } } };
  expect(() => validateOptsAgainstSchema({ workloads: { add } }, schema)).not.toThrow();
});

test('a list on the command line is split, and a text with commas is one', () => {
  const given = { scenarios: 'closed,open', label: 'Go, tuned' };
  expect(coerceTypesInOptions(given, schema)).toEqual({ scenarios: ['closed', 'open'], label: 'Go, tuned' });
});
