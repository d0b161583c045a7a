import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { executorSchema } from './executor-schema.ts';

test("the executor's schema.json is the one made from the options (mend: node --import @swc-node/register/esm-register scripts/write-executor-schema.ts)", () => {
  const file = new URL('../src/executors/bench/schema.json', import.meta.url);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(executorSchema());
});
