import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { engineOf } from '../src/launch/docker/engine.ts';
import { whyNoLimit } from '../src/system/cgroup/why-no-limit.ts';

/**
 * `npm run bench`: the servers within a CPU limit (configuration `pod`), as processes where this user can limit them, else in
 * containers where an engine answers, else without a limit, with a line that says how to get one.
 */
const workspaceRoot = resolve(import.meta.dirname, '../../..');
const given = process.argv.slice(2);

function nx(...args: string[]): number {
  const { status } = spawnSync('npx', ['nx', ...args], { cwd: workspaceRoot, stdio: 'inherit' });
  return status ?? 1;
}

async function engineAnswers(): Promise<boolean> {
  try {
    return await engineOf(workspaceRoot).answers();
  } catch {
    return false;
  }
}

async function bench(): Promise<number> {
  const chosen = given.some((word) => /^(-c|--configuration|--cpus|--launcher)\b/.test(word));
  if (chosen) return nx('run-many', '-t', 'bench', ...given);
  const reason = whyNoLimit();
  if (reason === undefined) return nx('run-many', '-t', 'bench', '-c', 'pod', ...given);
  if (await engineAnswers()) {
    const built = nx('run-many', '-t', 'docker');
    return built === 0 ? nx('run-many', '-t', 'bench', '-c', 'pod', '--launcher=docker', ...given) : built;
  }
  console.log(
    `No CPU limit can be set here (${reason}), so the generator and the servers share the whole machine. To set one: run this as root, ` +
      'or by `systemd-run --user --scope -p Delegate=yes npm run bench`, or start Docker or Podman.',
  );
  return nx('run-many', '-t', 'bench', ...given);
}

process.exitCode = await bench();
