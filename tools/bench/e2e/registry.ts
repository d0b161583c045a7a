import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa, execaSync } from 'execa';
import { freePort } from '../src/system/free-port.ts';

const repository = join(import.meta.dirname, '../../..');

export interface Registry {
  readonly url: string;
  /** What makes npm use it, whatever the user's own settings are. */
  readonly env: Record<string, string>;
  readonly stop: () => Promise<void>;
}

/** A registry on loopback that has the built plugin and `explain`, and hands everything else on to the one that npm is set to. */
export async function startRegistry(): Promise<Registry> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-registry-'));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  writeFileSync(join(folder, 'config.json'), JSON.stringify(configuration(folder)));
  // npm wants a token to publish, and asks nobody about it.
  writeFileSync(join(folder, '.npmrc'), `registry=${url}/\n//127.0.0.1:${port}/:_authToken=nobody\n`);
  const verdaccio = execa(
    process.execPath,
    [
      join(repository, 'node_modules/verdaccio/bin/verdaccio'),
      '--config',
      'config.json',
      '--listen',
      `127.0.0.1:${port}`,
    ],
    { cwd: folder, stdin: 'ignore', stdout: 'ignore', stderr: 'ignore', reject: false, cleanup: true },
  );
  const stop = async () => {
    verdaccio.kill();
    await verdaccio;
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  };
  const env = {
    npm_config_registry: `${url}/`,
    npm_config_userconfig: join(folder, '.npmrc'),
    npm_config_cache: join(folder, 'cache'),
    ...certificates(),
  };
  try {
    await untilItAnswers(url);
    for (const project of ['bench', 'explain']) {
      const cwd = join(repository, 'dist/tools', project);
      await execa('npm', ['publish', '--provenance=false'], { cwd, env });
    }
    return { url, env, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Why the registry that npm is set to cannot be asked, if it cannot. */
export function whyNoRegistry(): string | undefined {
  const answer = execaSync('npm', ['ping', '--fetch-retries=1', '--fetch-timeout=15000'], {
    cwd: repository,
    reject: false,
  });
  return answer.exitCode === 0 ? undefined : `no npm registry can be reached: ${answer.stderr.slice(-300)}`;
}

/** Asked at the root: within one of its packages, npm refuses (ENOWORKSPACES). */
const npmConfig = (name: string) =>
  execaSync('npm', ['config', 'get', name], { cwd: repository, stderr: 'ignore' }).stdout.trim();

/** The workspace under test has a configuration of its own, but the network's certificates are this machine's. */
function certificates(): Record<string, string> {
  const file = npmConfig('cafile');
  return file === 'null' || file === '' ? {} : { npm_config_cafile: file };
}

function configuration(folder: string): object {
  mkdirSync(join(folder, 'storage'));
  return {
    storage: join(folder, 'storage'),
    uplinks: { configured: { url: npmConfig('registry'), timeout: '60s', max_fails: 10 } },
    packages: {
      '@wasi-bench/*': { access: '$all', publish: '$all' },
      '**': { access: '$all', proxy: 'configured' },
    },
    log: { type: 'stdout', level: 'error' },
  };
}

async function untilItAnswers(url: string): Promise<void> {
  for (let attempt = 0; attempt < 300; attempt += 1) {
    const answer = await fetch(`${url}/-/ping`).catch(() => undefined);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`expected a registry at ${url} within half a minute, found none`);
}
