import { CATEGORY_WORDS, type ErrorCategory } from '../../../contract/error-category.ts';
import { spanText } from '../../../contract/error-text.ts';
import { formatPercent, formatRate } from '../../../contract/format.ts';
import type { ErrorCategoryRow } from '../../../contract/summary.ts';
import { Figure } from '../../parts/Figure.tsx';
import styles from './ErrorTable.module.css';

interface Props {
  readonly rows: readonly ErrorCategoryRow[];
  readonly chosen: ErrorCategory | null;
  readonly onChoose: (category: ErrorCategory | null) => void;
}

/** How many errors of each kind, and when; a click leaves only those, another all again. */
export function ErrorCategories({ rows, chosen, onChoose }: Props) {
  return (
    <ul className={styles.categories} aria-label="Errors by category">
      {rows.map((row) => (
        <li key={row.category}>
          <button
            type="button"
            className={styles.category}
            aria-pressed={row.category === chosen}
            data-category={row.category}
            onClick={() => onChoose(row.category === chosen ? null : row.category)}
          >
            <span className={styles.categoryName}>{CATEGORY_WORDS[row.category]}</span>
            <span className={styles.categoryCount}>
              <Figure kind="count" value={row.count} />
            </span>
            <span className={styles.categoryRates}>
              {formatPercent(row.percent)} of all finished · {formatRate(row.perSecond)} ·{' '}
              <span className={styles.whole}>{spanText(row)}</span>
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}
