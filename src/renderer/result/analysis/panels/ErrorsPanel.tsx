import { formatCount } from '../../../../contract/format.ts';
import type { Selection } from '../../../../contract/selection.ts';
import { Text } from '../../../parts/Box.tsx';
import { Button } from '../../../parts/Button.tsx';
import { DataTable } from '../../../parts/DataTable.tsx';

interface Props {
  readonly errors: Selection['errors'];
  /** Null: nothing is selected, so all are of the run. */
  readonly there: string | null;
  readonly onCode: (code: string) => void;
}

/** Failures within the time of the selection; they have no latency that an area could cut. */
export function SelectionErrors({ errors, there, onCode }: Props) {
  return (
    <DataTable
      label="Errors in the time of the selection"
      rows={errors}
      rowKey={({ code }) => code}
      empty={
        <Text as="p" tone="muted" style={{ padding: '2px 16px 10px' }}>
          Nothing failed in this time.
        </Text>
      }
      columns={[
        {
          key: 'code',
          header: 'Code',
          width: '60%',
          cell: ({ code }) => (
            <Button look="link" onClick={() => onCode(code)}>
              {code}
            </Button>
          ),
        },
        {
          key: 'here',
          header: there === null ? 'Errors' : 'A',
          align: 'end',
          cell: ({ here }) => formatCount(here),
        },
        ...(there === null
          ? []
          : [
              {
                key: 'there',
                header: there,
                align: 'end' as const,
                cell: (row: Selection['errors'][number]) => formatCount(row.there),
              },
            ]),
      ]}
    />
  );
}
