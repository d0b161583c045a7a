import type { FigureDefinition } from './definition.ts';
import { figures } from './entries.ts';

type Figures = typeof figures;

export type FigureName = keyof Figures;
export type ComparedFigureName = {
  [Name in FigureName]: Figures[Name] extends { compared: object } ? Name : never;
}[FigureName];
/** Kept in the history. */
export type TrendFigure = {
  [Name in FigureName]: Figures[Name] extends { overRuns: object } ? Name : never;
}[FigureName];

export type NamedFigure = FigureDefinition & { name: FigureName };

/** In the order of the registry. */
export const allFigures: readonly NamedFigure[] = Object.entries<FigureDefinition>(figures).map(
  ([name, definition]) => ({ ...definition, name: name as FigureName }),
);

/** What servers, and a server and its baseline, are compared by. */
export const comparedFigureNames = allFigures
  .filter(({ compared }) => compared)
  .map(({ name }) => name as ComparedFigureName);

export const trendFigures = allFigures
  .filter(({ overRuns }) => overRuns)
  .map(({ name }) => name as TrendFigure);
