import { expect, test } from 'vitest';
import { runTogether } from './together.ts';

const options = { command: ['node', 'server.mjs'], scenarioFolder: 'k6', cpus: 0.1 };
const both = (base: object, head: object = base) => ({
  base: { ...options, ...base },
  head: { ...options, ...head },
});

test('both sides run at the same time where two limits and the generators have room', () => {
  expect(runTogether(both({}), 'auto', 2)).toBe(true);
  expect(runTogether(both({ cpus: 0.5 }), 'auto', 2)).toBe(true);
  expect(runTogether(both({ cpus: 0.6 }), 'auto', 2)).toBe(false);
  expect(runTogether(both({ cpus: undefined }), 'auto', 2)).toBe(false);
});

test('and not where there is one of something', () => {
  expect(runTogether(both({}, { port: 8080 }), 'auto', 2)).toBe(false);
  const dependencies = [{ name: 'database', command: ['postgres'] }];
  expect(runTogether(both({ dependencies }, {}), 'auto', 2)).toBe(false);
});

test('or as it is asked for', () => {
  expect(runTogether(both({ port: 8080 }), 'together', 1)).toBe(true);
  expect(runTogether(both({}), 'in-turn', 64)).toBe(false);
});
