// Plain JavaScript, since the programs that build images use it too, and Node 20 reads no TypeScript.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/**
 * The first Docker-compatible client whose engine answers: `docker` on PATH (DOCKER_HOST and contexts are its own
 * affair), `podman` on PATH, the workspace's own.
 * @param {string} workspaceRoot
 * @returns {{ client: string, version: string } | { tried: string[] }} what each that was tried said
 */
export function findEngine(workspaceRoot) {
  const tried = [];
  for (const client of ['docker', 'podman', join(workspaceRoot, '.toolchain', 'bin', 'docker')]) {
    const answer = spawnSync(client, ['version', '--format', '{{.Server.Version}}'], {
      encoding: 'utf8',
      timeout: 10_000,
    });
    if (answer.status === 0) return { client, version: answer.stdout.trim() };
    const code = answer.error && 'code' in answer.error ? String(answer.error.code) : undefined;
    if (code !== 'ENOENT')
      tried.push(`${client}: ${answer.stderr?.trim() || code || `exit code ${answer.status}`}`);
  }
  return { tried };
}
