import type { TargetConfiguration } from '@nx/devkit';
import type { NewProject } from '../new-project.ts';

export interface ServerOptions {
  folder: string;
  language: string;
  name?: string;
  wasmHost?: string;
}

/** What there is in the workspace that a language may build on. */
export interface Surroundings {
  readonly wasmHost: string | undefined;
  readonly exists: (path: string) => boolean;
}

/** A server to be: what stands in its project.json beside the name. */
export interface ServerProject {
  readonly build: Pick<TargetConfiguration, 'dependsOn' | 'inputs' | 'options'>;
  readonly bench: { command: string[]; artifacts: string[]; env?: Record<string, string> };
  /** HTTP is spoken by a program that is neither the app's nor this project's. */
  readonly hasForeignStack?: boolean;
}

/** One language of the generator `server`. */
export interface Language {
  /** Name in tables. */
  readonly label: string;
  readonly project: (app: NewProject, surroundings: Surroundings) => ServerProject;
  /** Puts the new name and place into a template's text. */
  readonly rewrite?: (text: string, app: NewProject) => string;
  /** What the machine needs beside Node. */
  readonly needs: string;
}
