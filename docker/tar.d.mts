/** @param entries a folder has no content @param epoch s since 1970 */
export function tarOf(
  entries: readonly { name: string; mode: number; content?: Buffer }[],
  epoch: number,
): Buffer;
