/** A word of "command" with what stands for the address in it. */
export function asStarted(word: string, { host, port }: { host: string; port: number }): string {
  return word.replaceAll('{port}', String(port)).replaceAll('{host}', host);
}
