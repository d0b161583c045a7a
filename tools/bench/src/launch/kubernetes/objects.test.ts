import { expect, test } from 'vitest';
import { benchOptionsSchema } from '../../schema/options.ts';
import { deployment, service } from './objects.ts';

const objectsWith = (options: object) => ({
  server: '@company/a-name-that-is-longer-than-the-63-characters-that-a-label-may-have',
  image: 'an/image',
  isImported: true,
  options: benchOptionsSchema.parse({ launcher: 'kubernetes', image: 'an/image', ...options }),
});
const containerWith = (options: object) =>
  deployment(objectsWith(options)).spec!.template.spec!.containers[0]!;

test('limits are requests too, in units that lose nothing', () => {
  const { resources } = containerWith({ cpus: 0.05, cpuPeriod: '100ms', memory: '64m' });
  expect(resources?.limits).toEqual({ cpu: '50m', memory: '67108864' });
  expect(resources?.requests).toEqual(resources?.limits);
  expect(containerWith({}).resources).toEqual({ limits: {}, requests: {} });
});

test('no label holds the name of the server, which may be none of a label', () => {
  const of = objectsWith({});
  const labels = [deployment(of).metadata?.labels, service(of).metadata?.labels].flatMap((each) =>
    Object.values(each ?? {}),
  );
  expect(labels.filter((value) => !/^[A-Za-z0-9]([\w.-]{0,61}[A-Za-z0-9])?$/.test(value))).toEqual([]);
});

test('a user, a RuntimeClass and labels of nodes are those of the options, and absent without', () => {
  const podWith = (options: object) => deployment(objectsWith(options)).spec!.template.spec!;
  const { securityContext, ...pod } = podWith({
    runAsUser: 65534,
    runtimeClass: 'wasm',
    nodeSelector: { 'kubernetes.io/hostname': 'one', zone: 2 },
  });
  expect(securityContext).toMatchObject({ runAsUser: 65534, runAsNonRoot: true });
  expect(pod).toMatchObject({
    runtimeClassName: 'wasm',
    nodeSelector: { 'kubernetes.io/hostname': 'one', zone: '2' },
  });
  expect(podWith({ runAsUser: 0 }).securityContext).toMatchObject({ runAsUser: 0, runAsNonRoot: false });
  expect(podWith({}).securityContext).not.toHaveProperty('runAsNonRoot');
  expect(podWith({})).not.toHaveProperty('runtimeClassName');
});

test.each([
  [{ 'no key': 'a' }, /expected the key of a label/],
  [{ key: 'a'.repeat(64) }, /63 characters/],
  [{ key: '-a' }, /expected the value of a label/],
])('labels of nodes that Kubernetes would refuse, %j, are named before', (nodeSelector, fault) => {
  expect(() => objectsWith({ nodeSelector })).toThrow(fault);
});

test("the server's own environment cannot move it to another address", () => {
  const env = containerWith({ env: { PORT: '1', GREETING: 'hi' } }).env;
  expect(env).toContainEqual({ name: 'PORT', value: '8080' });
  expect(env?.filter(({ name }) => name === 'PORT')).toHaveLength(1);
});

test('the pod is probed at its start alone, by what a kubelet can ask', () => {
  const { startupProbe, livenessProbe, readinessProbe } = containerWith({ readyPath: '/up' });
  expect(startupProbe?.httpGet).toMatchObject({ path: '/up', port: 8080 });
  expect([livenessProbe, readinessProbe]).toEqual([undefined, undefined]);
  expect(containerWith({ ready: { method: 'HEAD', status: [204] } }).startupProbe?.tcpSocket).toBeDefined();
});
