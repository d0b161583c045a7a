/** Versions of k6 that this plugin drives, in semver's words. */
export const k6Range: string;

/** A k6 that can be used, or why there is none: of several that cannot, the first. */
export type FoundK6 =
  | {
      state: 'found';
      path: string;
      /** Such as `v1.8.1`. */
      version: string;
      /** Such as `github.com/grafana/xk6-sql v1.0.4`; sorted. */
      extensions: string[];
      /** All that `k6 version` prints, in one line. */
      build: string;
    }
  | { state: 'unsupported'; path: string; version: string }
  | { state: 'broken'; path: string; found: string }
  | { state: 'missing' };

/** The one way to a k6: the one named, else the workspace's own, else the first on PATH that is of the range. */
export function locateK6(where: {
  named?: string | undefined;
  workspaceRoot: string;
  /** Folder that set-up installs into; default: WASI_BENCH_TOOLCHAIN, else .toolchain of the workspace. */
  toolchain?: string | undefined;
  /** In the form of PATH, which is the default. */
  searchPath?: string | undefined;
}): FoundK6;

/** A generator by its name: the workspace's own, else the first on PATH. */
export function findGenerator(name: string, workspaceRoot: string): string | undefined;
