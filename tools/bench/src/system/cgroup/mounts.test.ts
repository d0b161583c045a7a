import { expect, test } from 'vitest';
import { cgroupFolder } from './mounts.ts';

const v1 = {
  mountinfo: [
    '33 31 0:30 / /sys/fs/cgroup/cpu,cpuacct rw,relatime shared:5 - cgroup cgroup rw,cpu,cpuacct',
    '41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw',
  ].join('\n'),
  cgroup: '9:name=systemd:/docker/ab\n2:cpu,cpuacct:/docker/ab\n0::/\n',
};

test('v1: the folder of the controller, mounted together with another', () => {
  expect(cgroupFolder({ ...v1, controller: 'cpuacct' })).toBe('/sys/fs/cgroup/cpu,cpuacct/docker/ab');
});

test('a controller that is not mounted has no folder', () => {
  expect(cgroupFolder({ ...v1, controller: 'memory' })).toBeUndefined();
});

const unified = '25 20 0:22 / /sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw,nsdelegate\n';

test('v2: the folder in the unified hierarchy', () => {
  const cgroup = '0::/system.slice/docker-ab.scope\n';
  expect(cgroupFolder({ mountinfo: unified, cgroup, controller: undefined })).toBe(
    '/sys/fs/cgroup/system.slice/docker-ab.scope',
  );
});

test('v2: a path that contains a colon is whole', () => {
  expect(cgroupFolder({ mountinfo: unified, cgroup: '0::/a:b\n', controller: undefined })).toBe(
    '/sys/fs/cgroup/a:b',
  );
});

test('a mount that shows a part of the hierarchy counts from its own root', () => {
  const mountinfo = '25 20 0:22 /outer /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n';
  expect(cgroupFolder({ mountinfo, cgroup: '0::/outer/inner\n', controller: undefined })).toBe(
    '/sys/fs/cgroup/inner',
  );
});
