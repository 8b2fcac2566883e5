import { recordOf, valueAt } from '../../../../contract/plan-data.ts';
import type { PlanPlace } from '../../../../contract/plan-editing.ts';
import { Grid, Stack } from '../../../parts/Box.tsx';
import { Choice } from '../../../parts/Choice.tsx';
import { useEditor } from '../fields/editor-context.tsx';
import { jsonReader, printJson, textReader } from '../fields/field-readers.ts';
import { PlanField } from '../fields/PlanField.tsx';
import { putEdits } from '../fields/plan-data.ts';
import { KeyValueTable } from './KeyValueTable.tsx';

const KINDS = ['none', 'json', 'text', 'form', 'file'] as const;
type Kind = (typeof KINDS)[number];
const WORDS: Readonly<Record<Kind, string>> = {
  none: 'No body',
  json: 'JSON',
  text: 'Text',
  form: 'Form',
  file: 'A file of the plan',
};
const FRESH: Readonly<Record<Kind, unknown>> = {
  none: undefined,
  json: { json: {} },
  text: { text: '' },
  form: { form: {} },
  file: { file: 'body.bin' },
};

const area = { hideLabel: true, mono: true, rows: 3 } as const;

/** What is sent with a request. */
export function BodyEditor({ path }: { path: PlanPlace }) {
  const { data, readOnly, edit } = useEditor();
  const body = recordOf(valueAt(data, path));
  const kind = KINDS.find((one) => Object.hasOwn(body, one)) ?? 'none';
  return (
    <Stack gap={8}>
      <Grid columns="170px minmax(0, 220px)" gap={6}>
        <Choice
          label="Kind of body"
          hideLabel
          value={kind}
          disabled={readOnly}
          options={KINDS.map((value) => ({ value, text: WORDS[value] }))}
          onChange={(chosen) => edit(putEdits(data, path, FRESH[chosen]))}
        />
        {kind === 'text' || kind === 'file' ? (
          <PlanField
            label="Content type"
            hideLabel
            path={[...path, 'type']}
            placeholder={kind === 'text' ? 'text/plain' : 'application/octet-stream'}
          />
        ) : null}
      </Grid>
      {kind === 'json' ? (
        <PlanField {...area} label="JSON body" path={[...path, kind]} read={jsonReader} print={printJson} />
      ) : null}
      {kind === 'text' ? (
        <PlanField {...area} label="Text body" path={[...path, kind]} read={textReader} />
      ) : null}
      {kind === 'form' ? (
        <KeyValueTable path={[...path, kind]} noun="field" nameHint="name" valueHint="value" />
      ) : null}
      {kind === 'file' ? <PlanField label="File, added under Values" mono path={[...path, kind]} /> : null}
    </Stack>
  );
}
