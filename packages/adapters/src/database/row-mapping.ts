/** How one property of a record is kept in a column. */
interface Field {
  readonly column: string;
  readonly encode: (value: unknown) => unknown;
  readonly decode: (stored: unknown) => unknown;
}

/** Both directions between a record and its row; `toPatch` leaves out properties that are undefined. */
export interface RowMapping<Rec, Row> {
  toRow(record: Rec): Row;
  toPatch(patch: Partial<Rec>): Partial<Row>;
  fromRow(row: Row): Rec;
}

/** Kept as JSON text; null is SQL's null. */
export const json = <const C extends string>(column: C) => ({
  column,
  encode: (value: unknown) => (value === null || value === undefined ? null : JSON.stringify(value)),
  decode: (stored: unknown) => (stored === null ? null : JSON.parse(stored as string)),
});

/** Kept as 0 or 1: SQLite has no booleans. */
export const flag = <const C extends string>(column: C) => ({
  column,
  encode: (value: unknown) => (value ? 1 : 0),
  decode: (stored: unknown) => stored === 1,
});

/** A mapping that names a column for every property of the record; a bare name keeps the value as it is. */
export const rowMapping = <Rec extends object, Row extends object>(
  fields: {
    readonly [K in keyof Rec]-?: (keyof Row & string) | (Field & { readonly column: keyof Row & string });
  },
): RowMapping<Rec, Row> => {
  const all = Object.entries(fields).map(([property, field]): [string, Field] => [
    property,
    typeof field === 'string' ? { column: field, encode: asIs, decode: asIs } : (field as Field),
  ]);
  const encode = (record: object): object => {
    const row: Record<string, unknown> = {};
    for (const [property, field] of all) {
      const value = (record as Record<string, unknown>)[property];
      if (value !== undefined) row[field.column] = field.encode(value);
    }
    return row;
  };
  return {
    toRow: (record) => encode(record) as Row,
    toPatch: (patch) => encode(patch),
    fromRow: (row) => {
      const record: Record<string, unknown> = {};
      for (const [property, field] of all) {
        record[property] = field.decode((row as Record<string, unknown>)[field.column]);
      }
      return record as Rec;
    },
  };
};

const asIs = (value: unknown): unknown => value;
