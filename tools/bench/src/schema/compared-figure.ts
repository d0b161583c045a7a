export { type ComparedFigureName, comparedFigureNames } from './figures/registry.ts';
