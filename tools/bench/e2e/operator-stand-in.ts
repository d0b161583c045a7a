import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';

/**
 * Does for a TestRun what the k6-operator documents: a Job for each runner, paused; all let go in turn; stages on the way. It knows
 * the fields that it reads alone, so that an object with another is refused by the API server.
 */
export interface OperatorStandIn {
  /** The TestRuns that it saw, as they were made. */
  readonly seen: readonly TestRun[];
  readonly stop: () => Promise<void>;
}

interface TestRun {
  metadata: { name: string; namespace: string; uid: string };
  spec: {
    parallelism: number;
    arguments: string;
    script: { configMap: { name: string; file: string } };
    initializer: { disabled: boolean };
    runner: Record<string, unknown>;
  };
  status?: { stage?: string };
}

const any = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
const text = { type: 'string' };

const definition = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'testruns.k6.io' },
  spec: {
    group: 'k6.io',
    scope: 'Namespaced',
    names: { plural: 'testruns', singular: 'testrun', kind: 'TestRun', listKind: 'TestRunList' },
    versions: [
      {
        name: 'v1alpha1',
        served: true,
        storage: true,
        subresources: { status: {} },
        schema: {
          openAPIV3Schema: {
            type: 'object',
            properties: {
              spec: {
                type: 'object',
                required: ['script', 'parallelism'],
                properties: {
                  parallelism: { type: 'integer' },
                  arguments: text,
                  script: {
                    type: 'object',
                    properties: { configMap: { type: 'object', properties: { name: text, file: text } } },
                  },
                  initializer: { type: 'object', properties: { disabled: { type: 'boolean' } } },
                  runner: {
                    type: 'object',
                    properties: {
                      image: text,
                      imagePullPolicy: text,
                      envFrom: { type: 'array', items: any },
                      resources: any,
                      affinity: any,
                      metadata: any,
                    },
                  },
                },
              },
              status: { type: 'object', properties: { stage: text } },
            },
          },
        },
      },
    ],
  },
};

export async function startOperatorStandIn(kubectl: string): Promise<OperatorStandIn> {
  const ask = (args: string[], input?: object) =>
    execa(kubectl, args, input ? { input: JSON.stringify(input) } : { stdin: 'ignore' });
  await ask(['create', '-f', '-'], definition);
  await ask(['wait', '--for=condition=Established', '--timeout=30s', 'crd/testruns.k6.io']);
  // Its storage comes after it is established.
  const isServed = () =>
    ask(['get', 'testruns', '-A']).then(
      () => true,
      () => false,
    );
  for (let left = 100; left > 0 && !(await isServed()); left--) await sleep(100);
  const stopping = new AbortController();
  const seen: TestRun[] = [];
  const list = async () =>
    JSON.parse((await ask(['get', 'testruns', '-A', '-o', 'json'])).stdout).items as TestRun[];
  const stage = ({ metadata: { name, namespace } }: TestRun, is: string) =>
    ask([
      'patch',
      'testrun',
      name,
      '-n',
      namespace,
      '--subresource=status',
      '--type=merge',
      '-p',
      JSON.stringify({ status: { stage: is } }),
    ]);

  const bring = async (run: TestRun) => {
    const { name, namespace } = run.metadata;
    await stage(run, 'created');
    for (let index = 1; index <= run.spec.parallelism; index++)
      await ask(['create', '-f', '-'], jobOf(run, index));
    const pods = async () =>
      JSON.parse(
        (await ask(['get', 'pods', '-n', namespace, '-l', `k6_cr=${name},runner=true`, '-o', 'json'])).stdout,
      ).items as { status: { podIP?: string; phase: string } }[];
    for (;;) {
      const ready = (await pods()).flatMap(({ status }) =>
        status.phase === 'Running' ? (status.podIP ?? []) : [],
      );
      const status = await Promise.all(ready.map((ip) => ofRunner(ip)));
      if (ready.length === run.spec.parallelism && status.every(Boolean)) {
        // In turn, as its starter does.
        for (const ip of ready) await ofRunner(ip, { data: { attributes: { paused: false } } });
        break;
      }
      if (stopping.signal.aborted) return;
      await sleep(100);
    }
    await stage(run, 'started');
    while ((await pods()).some(({ status }) => status.phase === 'Running') && !stopping.signal.aborted)
      await sleep(200);
    await stage(run, 'finished');
  };
  const work = (async () => {
    while (!stopping.signal.aborted) {
      for (const run of await list()) {
        if (seen.some(({ metadata }) => metadata.uid === run.metadata.uid)) continue;
        seen.push(run);
        bring(run).catch(() => {});
      }
      await sleep(200);
    }
  })();
  return {
    seen,
    stop: async () => {
      stopping.abort();
      await work.catch(() => {});
      await ask(['delete', 'crd', 'testruns.k6.io', '--timeout=30s']);
    },
  };
}

async function ofRunner(ip: string, change?: object): Promise<boolean> {
  const answer = await fetch(`http://${ip}:6565/v1/status`, {
    ...(change && { method: 'PATCH', body: JSON.stringify(change) }),
  }).catch(() => undefined);
  return answer?.ok === true;
}

function jobOf({ metadata: { name, namespace, uid }, spec }: TestRun, index: number): object {
  const { image, imagePullPolicy, envFrom, resources } = spec.runner;
  const bounds = Array.from({ length: spec.parallelism + 1 }, (_, at) =>
    at === 0 ? '0' : at === spec.parallelism ? '1' : `${at}/${spec.parallelism}`,
  );
  const labels = { app: 'k6', k6_cr: name, runner: 'true' };
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {
      name: `${name}-${index}`,
      namespace,
      labels,
      ownerReferences: [
        {
          apiVersion: 'k6.io/v1alpha1',
          kind: 'TestRun',
          name,
          uid,
          controller: true,
          blockOwnerDeletion: true,
        },
      ],
    },
    spec: {
      backoffLimit: 0,
      template: {
        metadata: { labels },
        spec: {
          restartPolicy: 'Never',
          containers: [
            {
              name: 'k6',
              image,
              imagePullPolicy,
              envFrom,
              resources,
              command: [
                'k6',
                'run',
                '--quiet',
                `--execution-segment=${bounds[index - 1]}:${bounds[index]}`,
                `--execution-segment-sequence=${bounds.join(',')}`,
                ...spec.arguments.split(' '),
                `/test/${spec.script.configMap.file}`,
                '--address=0.0.0.0:6565',
                '--paused',
                '--tag',
                `instance_id=${index}`,
                '--tag',
                `testrun_name=${name}`,
              ],
              volumeMounts: [{ name: 'script', mountPath: '/test' }],
            },
          ],
          volumes: [{ name: 'script', configMap: { name: spec.script.configMap.name } }],
        },
      },
    },
  };
}
