import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { rights, rightsOfRunners, rightsOfTestRuns } from '../../tools/bench/src/launch/kubernetes/rights.ts';
import { runtimeClass } from '../../tools/toolchain/src/kubernetes/configuration.ts';
import { workspaceRoot } from './nx.ts';
import { blocksOf, pages } from './pages.ts';

interface Rule {
  apiGroups: string[];
  resources: string[];
  verbs: string[];
}

const page = pages.find(({ file }) => file === 'docs/kubernetes.md')!;
const objects = <T extends { kind: string }>(kind: string) =>
  blocksOf(page, 'yaml')
    .map(({ value }) => parse(value) as T)
    .filter((object) => object.kind === kind);

test('the RuntimeClass of docs/kubernetes.md is that of the development cluster and of the configuration', () => {
  const { targets } = JSON.parse(readFileSync(join(workspaceRoot, 'apps/rust-wasm/project.json'), 'utf8'));
  expect(objects('RuntimeClass')).toEqual([runtimeClass]);
  expect(targets.bench.configurations.kubernetes.runtimeClass).toBe(runtimeClass.metadata.name);
});

test('the role of docs/kubernetes.md allows what the bench asks the cluster for, and no more', () => {
  const roles = objects<{ kind: string; rules: Rule[] }>('ClusterRole');
  expect(roles).toMatchObject([{ kind: 'ClusterRole' }]);
  const allowed = roles[0]!.rules.flatMap(({ apiGroups, resources, verbs }) =>
    apiGroups.flatMap((group) =>
      resources.flatMap((resource) => verbs.map((verb) => `${verb} ${group}/${resource}`)),
    ),
  );
  const needed = [...rights, ...rightsOfRunners, ...rightsOfTestRuns].map(
    ({ verb, group = '', resource, subresource }) =>
      `${verb} ${group}/${[resource, subresource].filter(Boolean).join('/')}`,
  );
  expect(allowed.sort()).toEqual([...new Set(needed)].sort());
});
