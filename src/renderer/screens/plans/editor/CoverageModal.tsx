import { useState } from 'react';
import type { Result } from '../../../../contract/failure.ts';
import type { OpenApiCoverage } from '../../../../contract/plan-editing.ts';
import { Text } from '../../../parts/Box.tsx';
import { Button } from '../../../parts/Button.tsx';
import { type Column, DataTable } from '../../../parts/DataTable.tsx';
import { ErrorNote } from '../../../parts/ErrorNote.tsx';
import { TextArea } from '../../../parts/Field.tsx';
import { Modal } from '../../../parts/Modal.tsx';
import { useWorkbench } from '../../../stores/workbench.tsx';
import { useEditorStore } from '../fields/editor-context.tsx';
import { readFile, useFileChooser } from '../fields/file-chooser.tsx';

interface Difference {
  readonly key: string;
  readonly what: string;
  readonly line: string;
  readonly by: string;
}

const COLUMNS: readonly Column<Difference>[] = [
  { key: 'what', header: 'Difference', width: '170px', cell: (row) => row.what },
  { key: 'line', header: 'Endpoint', cell: (row) => <Text mono>{row.line}</Text> },
  { key: 'by', header: 'Asked by', width: '160px', cell: (row) => row.by },
];

/** The plan held against an OpenAPI document: what it never asks, and what it asks that is described no more. */
export function CoverageModal({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { host } = useWorkbench();
  const store = useEditorStore();
  const [document, setDocument] = useState('');
  const [answer, setAnswer] = useState<Result<OpenApiCoverage> | null>(null);
  const compare = async (text: string) => {
    const plan = { kind: 'text', text: store.getState().text } as const;
    setAnswer(await host.call('plans.coverage', { plan, document: text }));
  };
  const take = async (file: File) => {
    const text = await readFile(file, () => file.text());
    if (!text.ok) return setAnswer(text);
    setDocument(text.value);
    await compare(text.value);
  };
  const { choose, chooser } = useFileChooser('OpenAPI document', take, '.yaml,.yml,.json');
  return (
    <Modal
      open={open}
      onClose={onClose}
      wide
      title="Compare with OpenAPI"
      description="Which endpoints of a description this plan never asks, and which it asks that are described no more."
      footer={
        <>
          <Button look="quiet" onClick={choose}>
            Choose a file
          </Button>
          <Button
            look="strong"
            disabled={document.trim() === ''}
            onClick={() => compare(document)}
            data-testid="compare-openapi"
          >
            Compare
          </Button>
        </>
      }
    >
      {chooser}
      <TextArea
        label="OpenAPI document, YAML or JSON"
        mono
        rows={5}
        value={document}
        onValue={setDocument}
        data-testid="openapi-document"
      />
      {answer?.ok === false ? <ErrorNote failure={answer.failure} reveal /> : null}
      {answer?.ok === true ? <Coverage coverage={answer.value} /> : null}
    </Modal>
  );
}

function Coverage({ coverage }: { coverage: OpenApiCoverage }) {
  const { covered, operations, services, missing, gone } = coverage;
  const rows: Difference[] = [
    ...gone.map(({ method, path, className, place }) => ({
      key: `gone ${className} ${place}`,
      what: 'described no more',
      line: `${method} ${path}`,
      by: className,
    })),
    ...missing.map(({ method, path }) => ({
      key: `missing ${method} ${path}`,
      what: 'never asked',
      line: `${method} ${path}`,
      by: '',
    })),
  ];
  return (
    <>
      <p role="status">
        The plan asks {covered} of {operations} described endpoints ({services.join(', ')}).
        {coverage.isGuessed === true
          ? ' No service of the plan is at an address of the document, so all were held against it.'
          : ''}
      </p>
      {rows.length === 0 ? null : (
        <DataTable
          label="Differences"
          columns={COLUMNS}
          rows={rows}
          rowKey={(row) => row.key}
          testId="coverage"
        />
      )}
    </>
  );
}
