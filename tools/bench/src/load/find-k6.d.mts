/** The k6 to use: the one named, else the workspace's own, else the first on PATH. */
export function findK6Path(where: { named?: string | undefined; workspaceRoot: string }): string | undefined;

/** A generator by its name: the workspace's own, else the first on PATH. */
export function findGenerator(name: string, workspaceRoot: string): string | undefined;

/** What `k6 version` says of itself: the version, such as `v1.8.1`, or what was printed instead. */
export function readK6Version(path: string): { version: string } | { found: string };
