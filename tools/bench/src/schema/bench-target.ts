/** As targets name it. */
export const benchExecutor = '@wasi-bench/nx:bench';

/** The target of a project that measures it, whatever it is called; undefined where the project declares no server. */
export function benchTargetOf<Target extends { executor?: string | undefined }>(
  targets: Readonly<Record<string, Target>> = {},
): Target | undefined {
  return Object.values(targets).find(({ executor }) => executor === benchExecutor);
}
