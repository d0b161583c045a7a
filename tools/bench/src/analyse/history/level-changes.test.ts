import { expect, test } from 'vitest';
import { historyOf } from '../../report/fixture/history.ts';
import { fiveServers } from '../../report/fixture/report.ts';
import { withLevelChanges } from './level-changes.ts';

const report = fiveServers();
const servers = report.rows.flatMap(({ status, server }) => (status === 'measured' ? [server] : []));

test('a change of level is in the report, with the run that began it and both levels', () => {
  const history = historyOf(report, 40, (run) => (run < 25 ? 1 : 1.4));
  const changes = withLevelChanges(report, history).levelChanges?.filter(
    ({ figure }) => figure === 'cpuMicrosPerRequest',
  );
  expect(changes?.length).toBeGreaterThan(0);
  for (const change of changes ?? []) {
    expect(servers).toContain(change.server);
    expect(change.runId).toBe('run-25');
    expect(change.after / change.before).toBeCloseTo(1.4, 1);
  }
});

test('runs under another load and of another machine are no part of it', () => {
  const steady = historyOf(report, 40, () => 1);
  const heavier = historyOf(report, 40, () => 9).map((entry) => ({ ...entry, load: 'vus=500' }));
  const elsewhere = historyOf(report, 40, () => 9).map((entry) => ({ ...entry, fingerprint: 'other' }));
  expect(withLevelChanges(report, [...steady, ...heavier, ...elsewhere]).levelChanges).toEqual([]);
});
