import type { Compilable, CompiledQuery, Kysely } from 'kysely';
import type { Tables } from './schema.ts';

/** Stands for a parameter while the statement is built. */
class Marker {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}

/**
 * A statement that is built once and run with other parameters each time. Building one takes several times as long as
 * running it, and every step of every job runs some twenty. `build` gets stand-ins for the parameters: it may use them
 * only as values.
 */
export const prepared = <P extends object, R>(
  db: Kysely<Tables>,
  build: (parameters: P) => Compilable<R>,
): ((parameters: P) => Promise<R[]>) => {
  let statement: CompiledQuery<R> | undefined;
  return async (parameters) => {
    statement ??= build(markersFor(parameters)).compile();
    const values = statement.parameters.map((value) =>
      value instanceof Marker ? (parameters as Record<string, unknown>)[value.name] : value,
    );
    return (await db.executeQuery<R>({ ...statement, parameters: values })).rows;
  };
};

const markersFor = <P extends object>(parameters: P): P =>
  Object.fromEntries(Object.keys(parameters).map((name) => [name, new Marker(name)])) as P;

/** As `prepared`, for statements whose shape depends on which parameters there are: one for each shape that comes up. */
export const preparedByShape = <P extends object, R>(
  db: Kysely<Tables>,
  build: (parameters: P) => Compilable<R>,
): ((parameters: P) => Promise<R[]>) => {
  const byShape = new Map<string, (parameters: P) => Promise<R[]>>();
  return (parameters) => {
    const shape = Object.keys(parameters).join();
    const run = byShape.get(shape) ?? prepared(db, build);
    byShape.set(shape, run);
    return run(parameters);
  };
};
