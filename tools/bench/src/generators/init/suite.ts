import { globAsync, readJson, type Tree } from '@nx/devkit';
import { newProject, writeDeclaration } from '../new-project.ts';

/** Adds the suite's project, unless a project of the workspace is the suite already. */
export async function addSuite(tree: Tree, folder: string): Promise<void> {
  const files = await globAsync(tree, ['**/project.json', '**/package.json']);
  if (files.some((file) => readJson(tree, file).bench?.suite === true)) return;
  const project = newProject(tree, { folder, name: 'suite' });
  writeDeclaration(tree, project, { projectType: 'library', bench: { suite: true } });
}
