import { expect, test } from 'vitest';
import { measuredRound } from '../analyse/fixture/measured-round.ts';
import { levelsOf } from './warm-up.ts';

test('a load that costs less than the level that its warm-up ended at corrects it for the launches to come', () => {
  const launch = (round: number, level: number, cost: number) => {
    const measured = measuredRound(round);
    return {
      ...measured,
      scenario: 'closed',
      server: { ...measured.server, cpuMicrosPerRequest: cost },
      warmUp: {
        state: 'level' as const,
        durationMs: 30_000,
        fullSpeedMs: 9000,
        cpuMicrosPerRequest: { first: 2000, level },
      },
    };
  };
  const levels = levelsOf([launch(0, 180, 70), launch(1, 45, 50)], 'closed');
  expect(levels.map(({ cpuMicrosPerRequest: { level } }) => level)).toEqual([70, 45]);
});
