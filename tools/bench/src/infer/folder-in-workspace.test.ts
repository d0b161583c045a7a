import { expect, test } from 'vitest';
import { folderInWorkspace } from './folder-in-workspace.ts';

test.each([
  ['k6', 'k6'],
  ['./load/k6/', 'load/k6'],
  ['load/../k6', 'k6'],
  ['..k6', '..k6'],
  ['../k6', undefined],
  ['load/../..', undefined],
  ['/srv/k6', undefined],
])('%s', (folder, expected) => {
  expect(folderInWorkspace(folder)).toBe(expected);
});
