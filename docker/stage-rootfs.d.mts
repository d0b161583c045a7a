/** Lays out the root file system of an image: the files in `/`, and beside them the libraries that they load. */
export function stageRootfs(files: readonly string[], rootfs: string, epoch: number): void;
