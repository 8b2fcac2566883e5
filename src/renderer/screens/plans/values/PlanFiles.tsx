import { FileUp, X } from 'lucide-react';
import { formatBytes } from '../../../../contract/format.ts';
import { isRecord, recordOf, textOf, valueAt } from '../../../../contract/plan-data.ts';
import type { PlanFileRow } from '../../../../contract/plan-editing.ts';
import { Note, Row, Stack, Text } from '../../../parts/Box.tsx';
import { Button } from '../../../parts/Button.tsx';
import { DataTable } from '../../../parts/DataTable.tsx';
import { Panel } from '../../../parts/Panel.tsx';
import { useEditor } from '../fields/editor-context.tsx';
import { usePlanFiles } from './plan-files-context.tsx';

/** Files that belong to the plan: feeds with their first rows, and bodies. */
export function PlanFiles() {
  const { planId, data } = useEditor();
  const { files: known, choose, remove } = usePlanFiles();
  if (planId === null) return null;
  const files = known ?? [];
  const missing =
    known === null ? [] : feedsOf(data).filter((name) => !files.some((file) => file.name === name));
  return (
    <Panel
      title="Files"
      aside="feeds (CSV, JSON) and bodies that belong to the plan"
      testId="files"
      actions={
        <Button look="quiet" size="small" icon={<FileUp />} onClick={() => choose(null)}>
          Add
        </Button>
      }
    >
      <Stack gap={12}>
        {files.length + missing.length === 0 ? (
          <Note size="body">
            None. A value that is a column of a file draws from a CSV or JSON file added here.
          </Note>
        ) : null}
        {missing.map((name) => (
          <Row key={name} gap={10} justify="space-between">
            <span>
              <Text mono>{name}</Text> <Text tone="poor">is missing</Text>
            </span>
            <Button size="small" onClick={() => choose(name)}>
              Choose it
            </Button>
          </Row>
        ))}
        {files.map((file) => (
          <FilePreview key={file.name} file={file} onRemove={() => remove(file.name)} />
        ))}
      </Stack>
    </Panel>
  );
}

function FilePreview({ file, onRemove }: { file: PlanFileRow; onRemove: () => void }) {
  const { name, bytes, table, problem } = file;
  const rows = (table?.rows ?? []).map((cells, at) => ({ key: String(at), cells }));
  return (
    <div data-file={name}>
      <Row gap={10} justify="space-between">
        <span>
          <Text mono>{name}</Text>{' '}
          <Text tone="muted">
            {table === null ? '' : `${table.rowCount.toLocaleString('en-US')} rows, `}
            {formatBytes(bytes)}
          </Text>
        </span>
        <Button
          look="quiet"
          size="small"
          icon={<X />}
          aria-label={`Remove file ${name}`}
          onClick={onRemove}
        />
      </Row>
      {problem === null ? null : <Note tone="poor">{problem}</Note>}
      {table === null ? null : (
        <DataTable
          label={`First rows of ${name}`}
          rows={rows}
          rowKey={({ key }) => key}
          columns={table.columns.slice(0, table.rows[0]?.length).map((column, at) => ({
            key: column,
            header: column,
            cell: ({ cells }: (typeof rows)[number]) => cells[at],
          }))}
        />
      )}
    </div>
  );
}

/** Files the values of the plan draw from. */
function feedsOf(data: unknown): string[] {
  const values = Object.values(recordOf(valueAt(data, ['values'])));
  const names = values.filter(isRecord).map((value) => textOf(value.feed));
  return [...new Set(names.filter((name) => name !== ''))];
}
