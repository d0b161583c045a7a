import { expect, test } from 'vitest';
import { pluginOptionsSchema } from './plugin-options.ts';
import { serverTargets } from './server-targets.ts';

const surroundings = {
  options: pluginOptionsSchema.parse({ scenarioFolder: 'k6' }),
  suite: undefined,
  inside: [],
  files: [],
  fingerprintProgram: 'fingerprint.mjs',
  namedInputs: undefined,
};
const inputsWith = (declaration: { scenarioFolder?: string }) =>
  serverTargets({ name: 'a', options: declaration }, surroundings).bench?.inputs;

test('the cache key has the scripts of the folder that is loaded with: the own one before that of nx.json', () => {
  expect(inputsWith({})).toContain('{workspaceRoot}/k6/**/*');
  expect(inputsWith({ scenarioFolder: './load/' })).toContain('{workspaceRoot}/load/**/*');
  expect(inputsWith({ scenarioFolder: 'load' })).not.toContain('{workspaceRoot}/k6/**/*');
});

test('a folder outside of the workspace is no input, which Nx would refuse', () => {
  expect(JSON.stringify(inputsWith({ scenarioFolder: '../load' }))).not.toContain('load');
});
