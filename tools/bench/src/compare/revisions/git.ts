import { execa } from 'execa';

export interface GitAnswer {
  readonly ok: boolean;
  readonly out: string;
  readonly error: string;
}

/** git(1) in a folder, without a prompt and without the variables that would name another repository. Never rejects. */
export async function git(folder: string, args: readonly string[], signal?: AbortSignal): Promise<GitAnswer> {
  const { GIT_DIR: _, GIT_WORK_TREE: __, GIT_INDEX_FILE: ___, ...env } = process.env;
  const { exitCode, stdout, stderr, shortMessage } = await execa('git', args, {
    cwd: folder,
    env: { ...env, GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C' },
    extendEnv: false,
    stdin: 'ignore',
    reject: false,
    ...(signal && { cancelSignal: signal }),
  });
  signal?.throwIfAborted();
  return { ok: exitCode === 0, out: stdout ?? '', error: stderr || shortMessage || '' };
}
