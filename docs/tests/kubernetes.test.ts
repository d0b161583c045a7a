import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { rights, rightsOfRunners, rightsOfTestRuns } from '../../tools/bench/src/launch/kubernetes/rights.ts';
import { blocksOf, pages } from './pages.ts';

interface Rule {
  apiGroups: string[];
  resources: string[];
  verbs: string[];
}

test('the role of docs/kubernetes.md allows what the bench asks the cluster for, and no more', () => {
  const page = pages.find(({ file }) => file === 'docs/kubernetes.md')!;
  const roles = blocksOf(page, 'yaml').map(({ value }) => parse(value) as { kind: string; rules: Rule[] });
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
