import { CATEGORY_WORDS, type ErrorCategory } from '../../../contract/error-category.ts';
import { spanText } from '../../../contract/error-text.ts';
import { formatPercent, formatRate } from '../../../contract/format.ts';
import type { ErrorCategoryRow } from '../../../contract/summary.ts';
import { Grid, Text } from '../../parts/Box.tsx';
import { Figure } from '../../parts/Figure.tsx';

interface Props {
  readonly rows: readonly ErrorCategoryRow[];
  readonly chosen: ErrorCategory | null;
  readonly onChoose: (category: ErrorCategory | null) => void;
}

/** How many errors of each kind, and when; a click leaves only those, another all again. */
export function ErrorCategories({ rows, chosen, onChoose }: Props) {
  return (
    <Grid
      as="ul"
      columns="repeat(auto-fill, minmax(240px, 1fr))"
      gap={4}
      style={{ padding: '0 12px 10px' }}
      aria-label="Errors by category"
    >
      {rows.map((row) => (
        <li key={row.category}>
          <Grid
            as="button"
            type="button"
            columns="minmax(0, 1fr) auto"
            tint={row.category === chosen ? 'accent' : 'ground'}
            gap={10}
            full
            pad="small"
            tone="ink"
            style={{ rowGap: 0 }}
            aria-pressed={row.category === chosen}
            data-category={row.category}
            onClick={() => onChoose(row.category === chosen ? null : row.category)}
          >
            <strong>{CATEGORY_WORDS[row.category]}</strong>
            <strong>
              <Figure kind="count" value={row.count} />
            </strong>
            <Text tone="soft" size="small" style={{ gridColumn: '1 / -1' }}>
              {formatPercent(row.percent)} of all finished · {formatRate(row.perSecond)} ·{' '}
              <Text nowrap>{spanText(row)}</Text>
            </Text>
          </Grid>
        </li>
      ))}
    </Grid>
  );
}
