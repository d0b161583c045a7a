import { test } from 'vitest';

/** In the place of tests that cannot run here: one that is skipped, and says why. */
export function skipped(reason: string): void {
  test('all of it', ({ skip }) => skip(reason.trim().replaceAll(/\s*\n\s*/g, '; ')));
}
