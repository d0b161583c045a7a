import { execa } from 'execa';
import { onPath } from '../find/on-path.mjs';
import type { Examination } from './examination.ts';
import { fixFrom } from './fix.ts';

/** A container engine counts only when its daemon answers. */
export async function examineEngine(): Promise<Examination> {
  const subject = { tool: 'Container engine', neededFor: 'images, the launcher docker', required: false };
  const client = ['docker', 'podman'].find((name) => onPath(name).length > 0);
  if (client === undefined) {
    const fix = fixFrom({
      brew: 'colima docker',
      apt: 'docker.io',
      page: 'https://docs.docker.com/engine/install/',
    });
    return { ...subject, state: 'missing', fix };
  }
  const answer = await execa(client, ['version', '--format', '{{.Server.Version}}'], {
    reject: false,
    stdin: 'ignore',
    timeout: 10_000,
  });
  if (!answer.failed) return { ...subject, state: 'found', version: `${client} ${answer.stdout.trim()}` };
  return {
    ...subject,
    state: 'unsuitable',
    version: `${client}, no daemon`,
    expected: 'a daemon that answers',
    fix:
      process.platform === 'linux' ? 'sudo systemctl start docker' : 'Start Docker Desktop, or: colima start',
  };
}
