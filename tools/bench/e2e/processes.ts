import { execaSync } from 'execa';

/** Command lines of the running processes that contain a text, such as the folder of a workspace. */
export function processesWith(text: string): { pid: number; command: string }[] {
  const { stdout } = execaSync('ps', ['-A', '-ww', '-o', 'pid=,args=']);
  return stdout
    .split('\n')
    .filter((line) => line.includes(text))
    .map((line) => ({ pid: Number.parseInt(line, 10), command: line.trim().replace(/^\d+\s+/, '') }));
}

export function parentOf(pid: number): number {
  return Number(execaSync('ps', ['-o', 'ppid=', '-p', String(pid)]).stdout);
}

/** Waits until `condition` gives a value; bounded, so that a test fails instead of hanging. */
export async function eventually<T>(
  condition: () => T | undefined | false | Promise<T | undefined | false>,
  what: string,
): Promise<T> {
  for (let attempt = 0; attempt < 600; attempt += 1) {
    const value = await condition();
    if (value) return value;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`expected within a minute: ${what}`);
}
