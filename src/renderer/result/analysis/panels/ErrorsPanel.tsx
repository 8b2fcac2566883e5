import { formatCount } from '../../../../contract/format.ts';
import type { RequestFilter } from '../../../../contract/request-rows.ts';
import type { Selection } from '../../../../contract/selection.ts';
import { Text } from '../../../parts/Box.tsx';
import { Button } from '../../../parts/Button.tsx';
import { DataTable } from '../../../parts/DataTable.tsx';
import { Loaded } from '../../../parts/Loaded.tsx';
import { Panel } from '../../../parts/Panel.tsx';
import { ALL_BANDS } from '../selecting/area-edit.ts';
import styles from './Panels.module.css';
import { type PanelParts, thereOf } from './panel-parts.ts';

/** Failures of the selection in a panel of their own. */
export function ErrorsSide(parts: PanelParts) {
  const isWhole = parts.analysis.state.history.now.a === null;
  // A report has a part that is called Errors.
  const title = isWhole ? 'Errors of the whole run' : 'Errors in the time of the selection';
  return (
    <Panel title={title} flush testId="selection-errors">
      <Errors {...parts} />
    </Panel>
  );
}

/** Failures by code; each leads to its requests. */
export function Errors({ analysis, findings, onListed }: PanelParts) {
  return (
    <Loaded of={findings.selection.answer} lines={3}>
      {({ errors }) => (
        <SelectionErrors
          errors={errors}
          there={analysis.state.history.now.a === null ? null : thereOf(analysis)}
          onCode={(code) => {
            findings.narrow({ words: code, filter: { ...timeOf(findings.filter), code } });
            onListed();
          }}
        />
      )}
    </Loaded>
  );
}

/** Failures have no latency that an area could cut. */
function timeOf({ area, ...rest }: RequestFilter): RequestFilter {
  return area === undefined ? rest : { ...rest, area: { ...area, ...ALL_BANDS } };
}

interface Props {
  readonly errors: Selection['errors'];
  /** Null: nothing is selected, so all are of the run. */
  readonly there: string | null;
  readonly onCode: (code: string) => void;
}

/** Failures within the time of the selection; they have no latency that an area could cut. */
function SelectionErrors({ errors, there, onCode }: Props) {
  return (
    <div className={styles.dense}>
      <DataTable
        label={there === null ? 'Errors of the whole run' : 'Errors in the time of the selection'}
        rows={errors}
        rowKey={({ code }) => code}
        empty={
          <Text as="p" tone="muted" style={{ padding: '2px 16px 10px' }}>
            {there === null ? 'Nothing failed.' : 'Nothing failed in this time.'}
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
    </div>
  );
}
