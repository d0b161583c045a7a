import { expect, test } from 'vitest';
import { aggregate } from '../analyse/aggregate.ts';
import { measuredRounds } from '../analyse/fixture/measured-round.ts';
import { measuredResult } from '../analyse/fixture/result.ts';
import { renderMarkdown } from './markdown.ts';
import { renderTerminal } from './terminal.ts';

const report = (isParted: boolean) =>
  aggregate([
    measuredResult({
      rounds: measuredRounds(({ load }) => {
        if (!isParted) return;
        load.redirectShare = 0.5;
        load.parts = [
          { tag: 'url', value: '/a|b', share: 0.25, latencyMs: load.latencyMs },
          { tag: 'name', value: 'home', share: 0.75, latencyMs: load.latencyMs },
        ];
      }),
    }),
  ]);

test('parts stand below the table, the largest first, and redirects are said', () => {
  const terminal = renderTerminal(report(true));
  expect(terminal).toMatch(/Platform\s+Part\s+Share\s+Requests\/s\s+p50[^\n]*\nGo\s+name home\s+75\.0 %/);
  expect(terminal).toMatch(/50\.0 % of the requests are redirects that k6 followed/);
  const markdown = renderMarkdown(report(true));
  expect(markdown).toMatch(/\| Go\s+\| name home\s+\|\s+75\.0 % \|/);
  expect(markdown).toContain('/a\\|b');
});

test('a load of one kind has no such table', () => {
  for (const text of [renderTerminal(report(false)), renderMarkdown(report(false))]) {
    expect(text).not.toMatch(/Part|redirects/);
  }
});
