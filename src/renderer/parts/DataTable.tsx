import { ArrowDown, ArrowUp } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import type { Term } from '../../contract/glossary.ts';
import { Row } from './Box.tsx';
import { classNames } from './class-names.ts';
import styles from './DataTable.module.css';
import { Definition } from './Definition.tsx';
import { nextSort, type Sort, type SortValue, sortRows } from './sort-rows.ts';
import { useGrowingCount } from './use-growing-count.ts';

export interface Column<Row> {
  readonly key: string;
  readonly header: string;
  /** The header is for screen readers only. */
  readonly hideHeader?: boolean;
  readonly term?: Term;
  readonly align?: 'end' | 'center';
  /** CSS width; columns without one share what is left. */
  readonly width?: string;
  /** Says what a row is of: it stays in sight where a phone scrolls the table sideways. */
  readonly isName?: boolean;
  /** Left out where the window is narrow. */
  readonly optional?: boolean;
  readonly sortValue?: (row: Row) => SortValue;
  readonly cell: (row: Row) => ReactNode;
}

interface Props<Row> {
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string;
  readonly initialSort?: Sort;
  readonly testId?: string;
  readonly isSelected?: (row: Row) => boolean;
  readonly empty?: ReactNode;
  /** Least width in pixels before the table scrolls sideways. */
  readonly minWidth?: number;
}

/** A dense table that sorts by its headers. Long ones are laid out a hundred rows at a time, as they are scrolled to. */
export function DataTable<Row>(props: Props<Row>) {
  const { label, columns, rows, rowKey, initialSort = null, isSelected, empty, minWidth } = props;
  const [sort, setSort] = useState<Sort>(initialSort);
  const sortValue = columns.find((column) => column.key === sort?.key)?.sortValue;
  const sorted = sort !== null && sortValue !== undefined ? sortRows(rows, sortValue, sort.direction) : rows;
  const { count, sentinel } = useGrowingCount(sorted.length);
  return (
    <div style={{ overflowX: 'auto' }} ref={scrollsByKeys}>
      <table
        className={styles.table}
        aria-label={label}
        aria-rowcount={rows.length + 1}
        data-testid={props.testId}
        data-shrinks={columns.some((column) => column.optional === true)}
        ref={(table) => table?.style.setProperty('--least', `${minWidth ?? 0}px`)}
      >
        <thead>
          <tr>
            {columns.map((column) => (
              <HeaderCell key={column.key} column={column} sort={sort} onSort={setSort} />
            ))}
          </tr>
        </thead>
        <tbody>
          {sorted.slice(0, count).map((row) => (
            <tr
              key={rowKey(row)}
              data-row={rowKey(row)}
              className={isSelected?.(row) ? styles.selected : undefined}
            >
              {columns.map((column) => (
                <td key={column.key} className={classOf(column)}>
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length === 0 ? empty : null}
      {count < sorted.length ? <div ref={sentinel} style={{ height: 1 }} /> : null}
    </div>
  );
}

/** For the `ref` of what scrolls sideways: reachable with the Tab key while it does, so that the arrow keys move it. */
function scrollsByKeys(element: HTMLElement | null): (() => void) | undefined {
  if (element === null) return undefined;
  const observer = new ResizeObserver(() => {
    if (element.scrollWidth > element.clientWidth) element.tabIndex = 0;
    else element.removeAttribute('tabindex');
  });
  for (const one of [element, ...element.children]) observer.observe(one);
  return () => observer.disconnect();
}

function classOf<Row>({ align, optional, isName }: Column<Row>): string {
  return classNames(
    align !== undefined && styles[align],
    optional === true && styles.optional,
    isName === true && styles.named,
  );
}

interface HeaderProps<Row> {
  readonly column: Column<Row>;
  readonly sort: Sort;
  readonly onSort: (sort: Sort) => void;
}

const ARIA_SORT = { up: 'ascending', down: 'descending' } as const;

function HeaderCell<Row>({ column, sort, onSort }: HeaderProps<Row>) {
  const direction = sort?.key === column.key ? sort.direction : null;
  const Arrow = direction === 'down' ? ArrowDown : ArrowUp;
  return (
    <th
      scope="col"
      className={classOf(column)}
      style={{ width: column.width }}
      aria-sort={direction === null ? undefined : ARIA_SORT[direction]}
    >
      <Row as="span" inline gap={2} className={styles.head}>
        {column.hideHeader === true ? (
          <span className="visually-hidden">{column.header}</span>
        ) : (
          <Definition term={column.term}>{column.header}</Definition>
        )}
        {column.sortValue === undefined ? null : (
          <button
            type="button"
            className={classNames(styles.sort, direction !== null && styles.sorted)}
            aria-label={`Sort by ${column.header}`}
            onClick={() => onSort(nextSort(sort, column.key))}
          >
            <Arrow size={12} />
          </button>
        )}
      </Row>
    </th>
  );
}
