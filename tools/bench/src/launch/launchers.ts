import type { BenchOptions } from '../schema/options.ts';
import { containerdLauncher } from './containerd/containerd-launcher.ts';
import { dockerLauncher } from './docker/docker-launcher.ts';
import { kubernetesLauncher } from './kubernetes/lazy-launcher.ts';
import type { Launcher } from './launcher.ts';
import { processLauncher } from './process/process-launcher.ts';

export const launcherOf: Record<BenchOptions['launcher'], Launcher> = {
  process: processLauncher,
  docker: dockerLauncher,
  containerd: containerdLauncher,
  kubernetes: kubernetesLauncher,
};
