import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';

/** Where memory is collected again and again, as it happens by chance in a long wait. */
const script = (make: string) => `
  import { anySignal } from ${JSON.stringify(join(import.meta.dirname, 'any-signal.ts'))};
  const lasting = new AbortController();
  const within = () => ${make};
  const over = new Promise((resolve) => within().addEventListener('abort', () => resolve('aborted')));
  setInterval(gc, 10).unref();
  console.log(await Promise.race([over, new Promise((resolve) => setTimeout(resolve, 10_000, 'never'))]));
  process.exit();`;

test.each([
  ['a time-out beside a signal that lasts', 'anySignal(lasting.signal, AbortSignal.timeout(200))'],
  ['one made of another', 'anySignal(anySignal(lasting.signal, AbortSignal.timeout(200)), lasting.signal)'],
])(
  '%s aborts, though nobody else holds it',
  (_what, make) => {
    const { stdout, stderr } = spawnSync(
      process.execPath,
      [
        '--expose-gc',
        '--import',
        '@swc-node/register/esm-register',
        '--input-type=module',
        '--eval',
        script(make),
      ],
      { cwd: join(import.meta.dirname, '../../../..'), encoding: 'utf8' },
    );
    expect(stdout, stderr).toBe('aborted\n');
  },
  60_000,
);
