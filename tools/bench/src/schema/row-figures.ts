import { z } from 'zod';
import { figureSchema } from './figure.ts';
import type { FigureDefinition } from './figures/definition.ts';
import type { figures } from './figures/entries.ts';
import { allFigures } from './figures/registry.ts';
import type { Statistic, statistics, TimesKey } from './figures/times.ts';

type FigureField = typeof figureSchema;
type Field<Definition> = Definition extends { optional: string } ? z.ZodOptional<FigureField> : FigureField;

type LatencyShape = { [S in Statistic]: Field<(typeof statistics)[S]> };

type Definitions = typeof figures;
/** Figures that are a field of their own; those of a distribution or of a part of the row are not. */
type FlatName = {
  [Name in keyof Definitions]: Definitions[Name] extends { key: Name; ofRow?: undefined } ? Name : never;
}[keyof Definitions];

type Shape = { [Key in TimesKey]: z.ZodObject<LatencyShape> } & {
  [Name in FlatName]: Field<Definitions[Name]>;
};

/** The fields of a row that hold its figures, made from the registry: `latencyMs.p99` is `p99` of an object `latencyMs`. */
export const rowFigures = shapeOf(allFigures) as Shape;

export type RowFigures = z.infer<z.ZodObject<Shape>>;
export type LatencyFigures = z.infer<z.ZodObject<LatencyShape>>;

function shapeOf(definitions: readonly FigureDefinition[]): z.ZodRawShape {
  const groups = new Map<string, Record<string, z.ZodType>>();
  const shape: Record<string, z.ZodType> = {};
  for (const { key, optional, ofRow } of definitions) {
    if (ofRow) continue;
    const [first, second] = key.split('.') as [string, string?];
    const field = optional ? figureSchema.optional() : figureSchema;
    if (second === undefined) shape[first] = field;
    else {
      const group = groups.get(first) ?? {};
      group[second] = field;
      groups.set(first, group);
      shape[first] = z.object(group);
    }
  }
  return shape;
}
