import {
  type CreateNodesResult,
  type CreateNodesV2,
  createNodesFromFiles,
  type ProjectConfiguration,
} from '@nx/devkit';
import { toFailure } from '../errors/bench-error.ts';
import type { Failure } from '../schema/failure.ts';
import { declaredFiles } from './declared-files.ts';
import { declaredIn } from './declared-in.ts';
import { fingerprintProgram } from './fingerprint-program.ts';
import { invalidTarget } from './invalid-target.ts';
import { whyNoPlugNPlay } from './plug-n-play.ts';
import { type PluginOptions, pluginOptionsOrFault } from './plugin-options.ts';
import { type Declared, readDeclarations, whatOf } from './read-declarations.ts';
import { type Surroundings, serverTargets, workloadsOf } from './server-targets.ts';
import { suiteTargets } from './suite-targets.ts';

/** Infers the targets of every project that has a `bench` block. A wrong one is an error of that project's target alone. */
export const createNodesV2: CreateNodesV2<Partial<PluginOptions>> = [
  '**/{project,package}.json',
  async (files, given, context) => {
    const declared = await readDeclarations(files, context);
    const { options, fault } = pluginOptionsOrFault(given);
    const workspace = {
      workspaceRoot: context.workspaceRoot,
      options,
      fault: fault ?? whyNoPlugNPlay(context.workspaceRoot),
      fingerprintProgram: fingerprintProgram(context.workspaceRoot),
      servers: declared.filter((project) => whatOf(project) === 'server'),
      suite: declared.find(({ kind }) => kind === 'suite')?.root,
      namedInputs: context.nxJsonConfiguration.namedInputs,
    };
    const byFile = new Map(declared.map((project) => [project.file, project]));
    return createNodesFromFiles(
      (file) => safely(byFile.get(file)!, (project) => nodesOf(project, workspace)),
      [...byFile.keys()],
      given,
      context,
    );
  },
];

/** The name that Nx 22 looks for is `createNodesV2`; 23 and 24 take this one. */
export const createNodes = createNodesV2;

/** A fault of ours is an error of the target that it is about, and not of every command of the workspace. */
function safely(project: Declared, nodes: (of: Declared) => CreateNodesResult): CreateNodesResult {
  try {
    return nodes(project);
  } catch (thrown) {
    const { file, root, name } = project;
    return nodes({ file, root, name, kind: 'invalid', of: whatOf(project), fault: toFailure(thrown) });
  }
}

interface InferredFrom extends Omit<Surroundings, 'inside' | 'files'> {
  workspaceRoot: string;
  /** The projects that declare a server. */
  servers: Declared[];
  /** What is wrong with the workspace, or with the options in nx.json: every target of the plugin says it. */
  fault: Failure | undefined;
}

function nodesOf(project: Declared, workspace: InferredFrom): CreateNodesResult {
  const kind = whatOf(project);
  const inferred: Partial<ProjectConfiguration> = {
    targets: targetsOf(project, workspace),
    ...(kind !== 'unsure' && { metadata: { [declaredIn]: { file: project.file, kind } } as object }),
  };
  return { projects: { [project.root]: inferred } };
}

function targetsOf(project: Declared, workspace: InferredFrom): ProjectConfiguration['targets'] {
  const { servers, options } = workspace;
  if (project.kind === 'invalid') return { [options.targetName]: invalidTarget(project.fault) };
  if (workspace.fault) return { [options.targetName]: invalidTarget(workspace.fault) };
  return project.kind === 'suite'
    ? suiteTargets(
        servers.map(({ root }) => root),
        options,
        project,
      )
    : serverTargets(project, {
        ...workspace,
        inside: namesInside(project, servers),
        files: declaredFiles(
          { ...project.options, workloads: workloadsOf(project.options, options) },
          workspace.workspaceRoot,
        ),
      });
}

/** Names that begin with this one: the results of these servers stand in the folder of this one's. */
function namesInside({ name }: Declared, servers: readonly Declared[]): string[] {
  return servers.filter((other) => other.name.startsWith(`${name}/`)).map((other) => other.name);
}
