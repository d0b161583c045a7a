import { execa } from 'execa';
import { ToolchainError } from '../errors.mjs';
import { clusterEnvironment } from './paths.ts';

/** The addresses of one cluster. */
export interface Network {
  /** Of the link between this machine and the cluster: the machine's end. */
  readonly hostDevice: string;
  readonly hostAddress: string;
  /** The cluster's end of it, where its API answers. */
  readonly apiAddress: string;
  /** Of the node, within the cluster alone: no route leads to its kubelet, which asks nobody who he is. */
  readonly nodeAddress: string;
  readonly podRange: string;
  readonly serviceRange: string;
}

/**
 * The addresses of RFC 2544, 198.18.0.0/15, are for benchmarks: no network of anybody's has them. Sixteen clusters, such as those of
 * several clones, have a place there.
 */
const PLACES = 16;

function networkAt(place: number): Network {
  const network = (third: number) => `198.${18 + Math.floor(place / 8)}.${(place % 8) * 32 + third}`;
  return {
    hostDevice: `wasibench${place}`,
    hostAddress: `${network(0)}.1`,
    apiAddress: `${network(0)}.2`,
    nodeAddress: `${network(1)}.1`,
    podRange: `${network(8)}.0/21`,
    serviceRange: `${network(16)}.0/20`,
  };
}

/**
 * Makes the link between this machine and the network namespace of a process. It goes, with its routes, when the namespace does.
 * @throws ToolchainError KUBERNETES_START_FAILED
 */
export async function linkTo(pid: number): Promise<Network> {
  for (let place = 0; place < PLACES; place += 1) {
    const network = networkAt(place);
    // A name that is taken is refused by the kernel, so that two starts at once get two places.
    const made = await ip(
      'link',
      'add',
      network.hostDevice,
      'type',
      'veth',
      'peer',
      'host0',
      'netns',
      String(pid),
    );
    if (made.failed && /exists/i.test(made.stderr)) continue;
    if (made.failed) throw noLink(made.stderr);
    const { hostDevice, hostAddress, apiAddress } = network;
    for (const args of [
      ['address', 'add', `${hostAddress}/30`, 'dev', hostDevice],
      ['link', 'set', hostDevice, 'up'],
      ['route', 'add', network.serviceRange, 'via', apiAddress],
      ['route', 'add', network.podRange, 'via', apiAddress],
    ]) {
      const done = await ip(...args);
      if (done.failed) throw noLink(done.stderr);
    }
    return network;
  }
  throw noLink(`${PLACES} clusters of other workspaces have all the places in 198.18.0.0/15`);
}

/** What is run in the cluster's network namespace before `linkTo`, and after it. */
export const networkScripts = {
  before: 'ip link set lo up',
  after: ({ apiAddress, nodeAddress, serviceRange }: Network) => `
ip address add ${apiAddress}/30 dev host0
ip link set host0 up
ip link add node0 type bridge
ip address add ${nodeAddress}/24 dev node0
ip link set node0 up
ip route add ${serviceRange} dev node0
echo 1 > /proc/sys/net/ipv4/ip_forward
`,
};

function ip(...args: string[]) {
  return execa('ip', args, { env: clusterEnvironment, stdin: 'ignore', reject: false, timeout: 10_000 });
}

function noLink(found: string): ToolchainError {
  return new ToolchainError(
    'KUBERNETES_START_FAILED',
    `expected to link the cluster's network namespace to this machine, found: ${found}`,
    'Is this a container without CAP_NET_ADMIN? Stop a cluster of another clone: npx nx run toolchain:kubernetes --stop',
  );
}
