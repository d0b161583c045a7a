import { join } from 'node:path';
import { execa } from 'execa';
import { isExecutable, onPath } from '../find/on-path.mjs';
import { cacheFolder } from '../workspace.mjs';
import type { Examination } from './examination.ts';
import { ownEngine } from './own-engine.ts';

/** containerd counts only when it answers `ctr`. The order is that of the bench. */
export async function examineContainerd(): Promise<Examination> {
  const subject = { tool: 'containerd', neededFor: 'the launcher containerd', required: false };
  const own = join(cacheFolder, 'bin', 'ctr');
  const clients = onPath('ctr').slice(0, 1);
  if (isExecutable(own)) clients.push(own);
  for (const client of clients) {
    const answer = await execa(client, ['version'], { reject: false, stdin: 'ignore', timeout: 10_000 });
    const version = /Server:\s+Version:\s*(\S+)/.exec(answer.stdout ?? '')?.[1];
    if (answer.failed || version === undefined) continue;
    return { ...subject, state: 'found', version: `${version}${client === own ? ' (.toolchain)' : ''}` };
  }
  const fix = ownEngine() ?? 'https://github.com/containerd/containerd/blob/main/docs/getting-started.md';
  return { ...subject, state: 'missing', fix };
}
