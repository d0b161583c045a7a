import { basename, join } from 'node:path';
import { execa } from 'execa';
import { isExecutable, onPath } from '../find/on-path.mjs';
import { cacheFolder } from '../workspace.mjs';
import type { Examination } from './examination.ts';
import { fixFrom } from './fix.ts';
import { ownEngine } from './own-engine.ts';

/** A container engine counts only when its daemon answers. The order is that of the bench. */
export async function examineEngine(): Promise<Examination> {
  const subject = { tool: 'Container engine', neededFor: 'images, the launcher docker', required: false };
  const own = join(cacheFolder, 'bin', 'docker');
  const clients = ['docker', 'podman'].flatMap((name) => onPath(name).slice(0, 1));
  if (isExecutable(own)) clients.push(own);
  for (const client of clients) {
    const version = await daemonVersion(client);
    if (version === undefined) continue;
    const where = client === own ? ' (.toolchain)' : '';
    return { ...subject, state: 'found', version: `${basename(client)} ${version}${where}` };
  }
  const first = clients[0];
  if (first === undefined) return { ...subject, state: 'missing', fix: howToGetOne() };
  return {
    ...subject,
    state: 'unsuitable',
    version: `${basename(first)}, no daemon`,
    expected: 'a daemon that answers',
    fix: howToStartOne(),
  };
}

async function daemonVersion(client: string): Promise<string | undefined> {
  const answer = await execa(client, ['version', '--format', '{{.Server.Version}}'], {
    reject: false,
    stdin: 'ignore',
    timeout: 10_000,
  });
  return answer.failed ? undefined : answer.stdout.trim();
}

const howToGetOne = () =>
  ownEngine() ??
  fixFrom({ brew: 'colima docker', apt: 'docker.io', page: 'https://docs.docker.com/engine/install/' });

const howToStartOne = () =>
  ownEngine() ??
  (process.platform === 'linux' ? 'sudo systemctl start docker' : 'Start Docker Desktop, or: colima start');
