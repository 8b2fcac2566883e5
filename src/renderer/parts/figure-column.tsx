import type { Column } from './DataTable.tsx';
import { Figure } from './Figure.tsx';
import type { FigureKind } from './figure-kinds.ts';

/** A column of one figure of each row, at its right edge. @param sorts the table can be sorted by it */
export function figureColumn<Row>(
  kind: FigureKind,
  column: Pick<Column<Row>, 'key' | 'header' | 'term' | 'width' | 'optional'>,
  value: (row: Row) => number | null,
  sorts = false,
): Column<Row> {
  return {
    ...column,
    align: 'end',
    cell: (row) => <Figure kind={kind} value={value(row)} />,
    ...(sorts && { sortValue: value }),
  };
}
