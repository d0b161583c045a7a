import { basename, resolve } from 'node:path';

/** A command as it is run in a folder: a bare name is looked up on PATH, any other path is taken from the folder. */
export function commandIn(root: string, [program, ...args]: readonly string[]): string[] {
  return [basename(program!) === program ? program : resolve(root, program!), ...args];
}

/** A word of "command" with what stands for the address in it. */
export function asStarted(word: string, { host, port }: { host: string; port: number }): string {
  return word.replaceAll('{port}', String(port)).replaceAll('{host}', host);
}
