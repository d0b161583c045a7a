import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

/** A mounted cgroup hierarchy: of v2, or of one or more v1 controllers. */
interface Mount {
  readonly point: string;
  /** The cgroup that the mount shows at its top. */
  readonly root: string;
  /** v1 controllers; undefined for the unified hierarchy. */
  readonly controllers?: readonly string[];
}

/** /proc/<pid>/mountinfo, proc_pid_mountinfo(5): `id parent major:minor root point options … - type source options`. */
export function parseMounts(mountinfo: string): Mount[] {
  return mountinfo.split('\n').flatMap((line): Mount[] => {
    const [before = '', after = ''] = line.split(' - ');
    const [, , , root = '', point = ''] = before.split(' ');
    const [type, , options = ''] = after.split(' ');
    if (type === 'cgroup2') return [{ point, root }];
    return type === 'cgroup' ? [{ point, root, controllers: options.split(',') }] : [];
  });
}

/** /proc/<pid>/cgroup, cgroups(7): `hierarchy:controllers:path`, the unified one with no controllers. */
export function parseMembership(cgroup: string): { controllers: readonly string[]; path: string }[] {
  return cgroup
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [, controllers = '', ...path] = line.split(':');
      return { controllers: controllers === '' ? [] : controllers.split(','), path: path.join(':') };
    });
}

/** The folder of a process's cgroup, by v1 controller, or undefined in v2; undefined where it is not mounted. */
export function cgroupFolder(of: {
  mountinfo: string;
  cgroup: string;
  controller: string | undefined;
}): string | undefined {
  const { controller } = of;
  const membership = parseMembership(of.cgroup).find(({ controllers }) =>
    controller === undefined ? controllers.length === 0 : controllers.includes(controller),
  );
  const mount = parseMounts(of.mountinfo).find(({ controllers }) =>
    controller === undefined ? controllers === undefined : controllers?.includes(controller),
  );
  if (membership === undefined || mount === undefined) return undefined;
  const below = relative(mount.root, membership.path);
  // A cgroup beside what a container's mount shows.
  return below.startsWith('..') ? undefined : join(mount.point, below);
}

/** The same for a running process, seen from this one. */
export function cgroupFolderOf(pid: number, controller: string | undefined): string | undefined {
  try {
    return cgroupFolder({
      mountinfo: readFileSync('/proc/self/mountinfo', 'utf8'),
      cgroup: readFileSync(`/proc/${pid}/cgroup`, 'utf8'),
      controller,
    });
  } catch {
    return undefined;
  }
}

/** The folders of the cgroup at a path, one of each hierarchy that shows it, whether it is there or not. */
export function cgroupFoldersAt(path: string): string[] {
  const mountinfo = readFileSync('/proc/self/mountinfo', 'utf8');
  const controllers = parseMounts(mountinfo).flatMap((mount): (string | undefined)[] =>
    mount.controllers === undefined ? [undefined] : [...mount.controllers],
  );
  const folders = controllers.flatMap((controller) => cgroupFolderAt(path, controller) ?? []);
  return [...new Set(folders)];
}

/** The folder of the cgroup at a path of the hierarchy, also when no process is left in it. */
export function cgroupFolderAt(path: string, controller: string | undefined): string | undefined {
  const mountinfo = readFileSync('/proc/self/mountinfo', 'utf8');
  return cgroupFolder({ mountinfo, cgroup: `0:${controller ?? ''}:${path}`, controller });
}
