import { onPath } from '../find/on-path.mjs';

/** How to get a tool: its package in Homebrew and in Debian, and a page for everybody else. */
export interface Source {
  readonly brew?: string;
  readonly apt?: string;
  readonly page: string;
}

/** The one line that gets it here: by the package manager on PATH that has it. */
export function fixFrom({ brew, apt, page }: Source): string {
  if (brew !== undefined && onPath('brew').length > 0) return `brew install ${brew}`;
  if (apt !== undefined && onPath('apt-get').length > 0) return `sudo apt-get install ${apt}`;
  return page;
}
