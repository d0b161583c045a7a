import { onPath } from '../find/on-path.mjs';

/** The command that starts an engine of the workspace's own, where it works: root on Debian or what descends from it. */
export const ownEngine = () =>
  process.platform === 'linux' && process.getuid?.() === 0 && onPath('apt-get').length > 0
    ? 'npx nx run toolchain:engine'
    : undefined;
