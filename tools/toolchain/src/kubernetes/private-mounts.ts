import { join } from 'node:path';
import { cluster } from './paths.ts';

/**
 * What the kubelet would set for the whole machine (its setupKernelTunables): it finds each as it wants it, in a file that is
 * mounted over the kernel's in the cluster's mount namespace alone.
 */
const settings = {
  'vm/overcommit_memory': 1,
  'vm/panic_on_oom': 0,
  'kernel/panic': 10,
  'kernel/panic_on_oops': 1,
  'kernel/keys/root_maxkeys': 1_000_000,
  'kernel/keys/root_maxbytes': 25_000_000,
};

/** Where kubelet, containerd and the network plug-ins write by themselves: empty folders of the cluster's own lie over these. */
const covered = ['/run', '/var/log', '/var/lib'];

/** Makes the mounts of the cluster its own. Its own folder, which may be within one that is covered, stays in view. */
export const mountScript = `
mount --make-rprivate /
exec 3< '${cluster.folder}'
for covered in ${covered.join(' ')}; do mount -t tmpfs -o mode=755 tmpfs "$covered"; done
if [ ! -e '${cluster.run}' ]; then
  mkdir -p '${cluster.folder}'
  mount --no-canonicalize --bind /proc/self/fd/3 '${cluster.folder}'
fi
exec 3<&-
mount --make-rshared /
${Object.entries(settings)
  .map(([name, value]) => {
    const file = join(cluster.run, 'settings', name);
    return `mkdir -p "$(dirname '${file}')"
echo ${value} > '${file}'
[ ! -e /proc/sys/${name} ] || mount --bind '${file}' /proc/sys/${name}`;
  })
  .join('\n')}
`;
