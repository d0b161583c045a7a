import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { downloadPackages, packagesOf, planInstall, privateApt, unpackPackages } from './debian-packages.ts';
import { withProgress } from './progress.ts';
import type { Outcome } from './run.ts';
import { moveInPlace, withStaging } from './staging.ts';

export interface DebianInstall {
  /** For whoever waits. */
  readonly subject: string;
  /** Roughly what is downloaded: "about 65 MB". */
  readonly size: string;
  readonly packages: readonly string[];
  readonly cacheFolder: string;
  /** Folder in it that their files are put under. */
  readonly root: string;
  /** The output of apt-get, or an error that says what to do instead. */
  readonly orFail: (outcome: Outcome) => string;
}

/** Unpacks the packages and what the system lacks for them, without root, and with no change outside of the folder. */
export async function installDebianPackages(install: DebianInstall): Promise<void> {
  const { subject, size, cacheFolder, orFail } = install;
  await mkdir(cacheFolder, { recursive: true });
  await withStaging(cacheFolder, (staging) =>
    withProgress(subject, async (step) => {
      step('reading the package lists');
      const apt = await privateApt(staging);
      const packages = packagesOf(orFail(await planInstall(apt, install.packages)));
      step(`downloading ${packages.length} packages, ${size}`);
      orFail(await downloadPackages(apt, packages, staging));
      step('unpacking');
      const root = join(staging, 'root');
      await unpackPackages(staging, root, ['./usr/share']);
      await moveInPlace(root, install.root);
    }),
  );
}

/** Folders of libraries under `root`, in the form of LD_LIBRARY_PATH. */
export function debianLibraries(root: string): string {
  const architecture = process.arch === 'arm64' ? 'aarch64' : 'x86_64';
  return ['usr/lib', 'lib'].map((folder) => join(root, folder, `${architecture}-linux-gnu`)).join(':');
}
