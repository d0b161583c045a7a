import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Network } from './network.ts';
import { cluster } from './paths.ts';

const { keys, logs, node, root, run } = cluster;

/** Who may speak to the API: the users and groups that Kubernetes knows its parts by. */
const users = {
  admin: { name: 'admin', group: 'system:masters' },
  'controller-manager': { name: 'system:kube-controller-manager', group: '' },
  scheduler: { name: 'system:kube-scheduler', group: '' },
  proxy: { name: 'system:kube-proxy', group: '' },
  node: { name: `system:node:${node}`, group: 'system:nodes' },
} as const;

type User = keyof typeof users;

/** Every file of the configuration; JSON is YAML. */
export const files = {
  etcd: join(run, 'etcd.yaml'),
  containerd: join(run, 'containerd.toml'),
  kubelet: join(run, 'kubelet.yaml'),
  proxy: join(run, 'proxy.yaml'),
  tokens: join(keys, 'tokens.csv'),
  serviceAccountKey: join(keys, 'service-account.key'),
  /** Written by the API server at its start. */
  certificate: join(keys, 'apiserver.crt'),
  kubeconfig: (user: User) => join(keys, `${user}.yaml`),
};

/** Writes the configuration of a new cluster. @returns the administrator's token */
export async function configure(network: Network): Promise<string> {
  for (const folder of [keys, logs, join(run, 'cni'), cluster.registries])
    await mkdir(folder, { recursive: true });
  await chmod(keys, 0o700);
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const tokens = new Map(Object.keys(users).map((user) => [user as User, randomBytes(24).toString('hex')]));
  await writeFile(files.serviceAccountKey, privateKey.export({ type: 'pkcs1', format: 'pem' }), {
    mode: 0o600,
  });
  await writeFile(files.tokens, tokensCsv(tokens), { mode: 0o600 });
  for (const [user, token] of tokens) {
    const kubeconfig = kubeconfigOf(network, token, { 'certificate-authority': files.certificate });
    await writeFile(files.kubeconfig(user), JSON.stringify(kubeconfig), { mode: 0o600 });
  }
  await writeFile(files.etcd, JSON.stringify(etcd));
  await writeFile(files.containerd, containerd);
  await writeFile(join(run, 'cni', '10-pods.conflist'), JSON.stringify(pods(network)));
  await writeFile(files.kubelet, JSON.stringify(kubelet(network)));
  await writeFile(files.proxy, JSON.stringify(proxy(network)));
  await writeFile(join(run, 'resolv.conf'), '');
  return tokens.get('admin')!;
}

const tokensCsv = (tokens: ReadonlyMap<User, string>) =>
  [...tokens].map(([user, token]) => `${token},${users[user].name},${user},${users[user].group}\n`).join('');

/** @param authority how the API's certificate is vouched for */
export function kubeconfigOf(
  { apiAddress }: Network,
  token: string,
  authority: Record<string, string>,
): object {
  const { context } = cluster;
  return {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: context, cluster: { server: `https://${apiAddress}:6443`, ...authority } }],
    users: [{ name: context, user: { token } }],
    contexts: [{ name: context, context: { cluster: context, user: context } }],
    'current-context': context,
  };
}

const etcd = {
  name: node,
  'data-dir': join(run, 'etcd'),
  'listen-client-urls': 'http://127.0.0.1:2379',
  'advertise-client-urls': 'http://127.0.0.1:2379',
  'listen-peer-urls': 'http://127.0.0.1:2380',
  'initial-advertise-peer-urls': 'http://127.0.0.1:2380',
  'initial-cluster': `${node}=http://127.0.0.1:2380`,
  // Nothing of it is to survive a stop.
  'unsafe-no-fsync': true,
  'log-level': 'error',
};

/** containerd makes the name of the shim's program of it: containerd-shim-wasibench-v1. */
const wasmHandler = 'wasibench';

const containerd = `version = 2
root = "${run}/containerd/root"
state = "${run}/containerd/state"
disabled_plugins = ["io.containerd.snapshotter.v1.aufs", "io.containerd.snapshotter.v1.btrfs", "io.containerd.snapshotter.v1.devmapper", "io.containerd.snapshotter.v1.zfs", "io.containerd.internal.v1.opt"]
[grpc]
  address = "${cluster.containerdSocket}"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "docker.io/${cluster.pauseImage}"
  netns_mounts_under_state_dir = true
  disable_apparmor = true
  # A container without CAP_SYS_RESOURCE may lower no score.
  restrict_oom_score_adj = true
  [plugins."io.containerd.grpc.v1.cri".registry]
    config_path = "${cluster.registries}"
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "${root}/usr/lib/cni"
    conf_dir = "${run}/cni"
  [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
    runtime_type = "io.containerd.runc.v2"
    [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
      BinaryName = "${root}/usr/sbin/runc"
      SystemdCgroup = false
  [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.${wasmHandler}]
    runtime_type = "io.containerd.${wasmHandler}.v1"
`;

/** For servers whose image is a component: https://kubernetes.io/docs/concepts/containers/runtime-class/ */
export const runtimeClass = {
  apiVersion: 'node.k8s.io/v1',
  kind: 'RuntimeClass',
  metadata: { name: cluster.runtimeClass },
  handler: wasmHandler,
};

const pods = ({ podRange }: Network) => ({
  cniVersion: '0.4.0',
  name: 'pods',
  plugins: [
    {
      type: 'bridge',
      bridge: 'pods0',
      isGateway: true,
      hairpinMode: true,
      ipam: {
        type: 'host-local',
        dataDir: join(run, 'addresses'),
        ranges: [[{ subnet: podRange }]],
        routes: [{ dst: '0.0.0.0/0' }],
      },
    },
  ],
});

const kubelet = ({ nodeAddress }: Network) => ({
  apiVersion: 'kubelet.config.k8s.io/v1beta1',
  kind: 'KubeletConfiguration',
  address: nodeAddress,
  // No route leads to this address from outside of the cluster.
  authentication: { anonymous: { enabled: true }, webhook: { enabled: false } },
  authorization: { mode: 'AlwaysAllow' },
  containerRuntimeEndpoint: `unix://${cluster.containerdSocket}`,
  cgroupDriver: 'cgroupfs',
  cgroupRoot: `/${cluster.cgroup}`,
  failCgroupV1: false,
  failSwapOn: false,
  // What is whole CPUs in a pod of equal requests and limits has them alone, which asks for a reserve.
  cpuManagerPolicy: 'static',
  kubeReserved: { cpu: '200m' },
  evictionHard: {
    'memory.available': '100Mi',
    'nodefs.available': '1%',
    'imagefs.available': '1%',
    'nodefs.inodesFree': '1%',
  },
  imageGCHighThresholdPercent: 100,
  resolvConf: join(run, 'resolv.conf'),
  podLogsDir: join(run, 'pod-logs'),
  volumePluginDir: join(run, 'volume-plugins'),
  healthzPort: 0,
  readOnlyPort: 0,
  makeIPTablesUtilChains: false,
});

const proxy = ({ podRange }: Network) => ({
  apiVersion: 'kubeproxy.config.k8s.io/v1alpha1',
  kind: 'KubeProxyConfiguration',
  mode: 'nftables',
  nftables: { minSyncPeriod: '100ms' },
  clientConnection: { kubeconfig: files.kubeconfig('proxy') },
  clusterCIDR: podRange,
  hostnameOverride: node,
  bindAddress: '0.0.0.0',
  healthzBindAddress: '127.0.0.1:10256',
  metricsBindAddress: '127.0.0.1:10249',
  // These are settings of the whole machine.
  conntrack: { maxPerCore: 0, min: 0, tcpEstablishedTimeout: '0s', tcpCloseWaitTimeout: '0s' },
});

/** The parts in the order of their start; `after` the API server answers. */
export function partsOf({ apiAddress, nodeAddress, serviceRange }: Network): {
  readonly first: Record<string, readonly string[]>;
  readonly after: Record<string, readonly string[]>;
} {
  const { program } = cluster;
  const asUser = (user: User) => [
    `--kubeconfig=${files.kubeconfig(user)}`,
    `--authentication-kubeconfig=${files.kubeconfig(user)}`,
    `--authorization-kubeconfig=${files.kubeconfig(user)}`,
    '--leader-elect=false',
    '--bind-address=127.0.0.1',
    `--cert-dir=${join(keys, user)}`,
    '--profiling=false',
  ];
  return {
    first: {
      etcd: [program, 'etcd', `--config-file=${files.etcd}`],
      containerd: [join(root, 'usr/bin/containerd'), '--config', files.containerd],
      apiserver: [
        program,
        'kube-apiserver',
        '--etcd-servers=http://127.0.0.1:2379',
        `--advertise-address=${apiAddress}`,
        `--bind-address=${apiAddress}`,
        '--secure-port=6443',
        `--cert-dir=${keys}`,
        `--token-auth-file=${files.tokens}`,
        '--anonymous-auth=false',
        '--authorization-mode=Node,RBAC',
        `--service-cluster-ip-range=${serviceRange}`,
        '--service-account-issuer=https://kubernetes.default.svc',
        `--service-account-key-file=${files.serviceAccountKey}`,
        `--service-account-signing-key-file=${files.serviceAccountKey}`,
        '--kubelet-preferred-address-types=InternalIP',
        '--profiling=false',
      ],
    },
    after: {
      'controller-manager': [
        program,
        'kube-controller-manager',
        ...asUser('controller-manager'),
        `--service-account-private-key-file=${files.serviceAccountKey}`,
        `--root-ca-file=${files.certificate}`,
        '--use-service-account-credentials=true',
      ],
      scheduler: [program, 'kube-scheduler', ...asUser('scheduler')],
      kubelet: [
        program,
        'kubelet',
        `--kubeconfig=${files.kubeconfig('node')}`,
        `--config=${files.kubelet}`,
        `--hostname-override=${node}`,
        `--node-ip=${nodeAddress}`,
        `--root-dir=${join(run, 'kubelet')}`,
        `--cert-dir=${join(keys, 'kubelet')}`,
      ],
      proxy: [program, 'kube-proxy', `--config=${files.proxy}`],
    },
  };
}
