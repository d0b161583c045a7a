import {
  addDependenciesToPackageJson,
  type GeneratorCallback,
  logger,
  readNxJson,
  type Tree,
} from '@nx/devkit';
import { BenchError } from '../../errors/bench-error.ts';
import { pluginName } from '../../infer/plugin-options.ts';
import { failingClearly } from '../failing-clearly.ts';
import { type NewProject, newProject, writeDeclaration } from '../new-project.ts';
import { pluginOptionsOf } from '../plugin-options-of.ts';
import { template, writeTemplates } from '../templates.ts';
import type { Language, ServerOptions } from './language.ts';
import { go } from './languages/go.ts';
import { node } from './languages/node.ts';
import { python } from './languages/python.ts';
import { rust } from './languages/rust.ts';
import { rustWasm } from './languages/rust-wasm.ts';

const languages: Readonly<Record<string, Language>> = { go, node, python, rust, 'rust-wasm': rustWasm };

/** A server that passes the contract: in the table at the next run. */
export default failingClearly(async (tree: Tree, options: ServerOptions): Promise<GeneratorCallback> => {
  const language = languages[options.language];
  if (language === undefined) {
    throw new BenchError(
      'GENERATOR_INPUT_INVALID',
      `option "language": expected one of ${Object.keys(languages).join(', ')}, found "${options.language}"`,
      'Name one of these; a server in any other language is declared by the generator "external".',
    );
  }
  const app = newProject(tree, options);
  writeTemplates(tree, {
    from: `servers/${options.language}`,
    to: app.folder,
    rewrite: (text) => language.rewrite?.(text, app) ?? text,
  });
  const surroundings = { wasmHost: options.wasmHost, exists: (path: string) => tree.exists(path) };
  writeDeclaration(tree, app, declarationOf(tree, app, language, language.project(app, surroundings)));
  const install = addPackages(tree, options.language);
  return async () => {
    await install();
    logger.info(`\n${language.label} needs: ${language.needs}.\nMeasure: npx nx run-many -t bench`);
  };
});

function declarationOf(
  tree: Tree,
  { folder, name }: NewProject,
  { label }: Language,
  { build, bench, hasForeignStack }: ReturnType<Language['project']>,
): object {
  return {
    projectType: 'application',
    bench: { label: `${label} (${name})`, ...bench, ...contractCheck(tree, hasForeignStack) },
    targets: {
      [pluginOptionsOf(tree).buildTargetName]: {
        executor: 'nx:run-commands',
        cache: true,
        ...build,
        outputs: [`{workspaceRoot}/dist/${folder}`],
      },
    },
  };
}

/**
 * The conformance suite of the package, unless the workspace has one of its own for every server. A server on
 * somebody else's HTTP stack is held to its answers alone.
 */
function contractCheck(tree: Tree, hasForeignStack = false): { contractCheck?: string[] } {
  const defaults = readNxJson(tree)?.targetDefaults?.[`${pluginName}:bench`];
  if (Array.isArray(defaults) || defaults?.options?.contractCheck !== undefined) return {};
  const suite = ['node', `node_modules/${pluginName}/bin/conformance.mjs`];
  return { contractCheck: hasForeignStack ? [...suite, '--only=answers'] : suite };
}

function addPackages(tree: Tree, language: string): GeneratorCallback {
  const packages: Record<string, Record<string, string>> = JSON.parse(template('servers/packages.json'));
  const wanted = packages[language];
  return wanted ? addDependenciesToPackageJson(tree, {}, wanted, undefined, true) : () => {};
}
