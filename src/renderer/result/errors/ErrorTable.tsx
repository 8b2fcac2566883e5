import { useState } from 'react';
import type { ErrorRow, Summary } from '../../../contract/summary.ts';
import { Box } from '../../parts/Box.tsx';
import { EmptyState } from '../../parts/EmptyState.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { ErrorCategories } from './ErrorCategories.tsx';
import { type ErrorChoice, ErrorFilter, EVERY_ERROR, keptBy } from './ErrorFilter.tsx';
import { ErrorLine } from './ErrorLine.tsx';

interface Props {
  readonly summary: Summary;
  readonly opened?: boolean;
  readonly onRequests?: (row: ErrorRow) => void;
}

/**
 * Failures by category, then by code and endpoint: how many, when, whose fault, and what came back.
 * @param opened all of it in sight from the start, as on paper
 * @param onRequests shows the requests behind one; absent: there is no place for that
 */
export function ErrorTable({ summary, opened = false, onRequests }: Props) {
  const [choice, setChoice] = useState<ErrorChoice>(EVERY_ERROR);
  const { errors, errorCategories } = summary;
  const shown = errors.filter((row) => keptBy(choice, row));
  return (
    <Panel title="Errors" flush testId="errors">
      {errors.length === 0 ? null : (
        <ErrorCategories
          rows={errorCategories}
          chosen={choice.category}
          onChoose={(category) => setChoice({ ...choice, category })}
        />
      )}
      <ErrorFilter errors={errors} choice={choice} onChange={setChoice} />
      {errors.length === 0 ? (
        <EmptyState title="No errors">{withoutErrors(summary)}</EmptyState>
      ) : shown.length === 0 ? (
        <EmptyState title="No such errors">No error matches all of these filters.</EmptyState>
      ) : (
        <Box as="ul" divided style={{ paddingBottom: 4 }}>
          {shown.map((row) => (
            <li key={`${row.code} ${row.service} ${row.endpoint}`}>
              <ErrorLine row={row} summary={summary} opened={opened} onRequests={onRequests} />
            </li>
          ))}
        </Box>
      )}
    </Panel>
  );
}

/** Of what never came to an end nobody knows that it went well. */
function withoutErrors({ totals, rates, run }: Summary): string {
  if (totals.ok === 0)
    return run.state === 'running' ? 'Nothing has come to an end.' : 'Nothing came to an end.';
  return rates.leftOut > 0 ? 'No error was recorded.' : 'Nothing failed.';
}
