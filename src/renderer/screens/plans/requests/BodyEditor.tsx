import { keysOf } from '../../../../contract/keys.ts';
import { recordOf, valueAt } from '../../../../contract/plan-data.ts';
import type { PlanPlace } from '../../../../contract/plan-editing.ts';
import { Grid, Stack } from '../../../parts/Box.tsx';
import { Choice } from '../../../parts/Field.tsx';
import { useEditor } from '../fields/editor-context.tsx';
import { jsonReader, printJson, textReader } from '../fields/field-readers.ts';
import { PlanField } from '../fields/PlanField.tsx';
import { KeyValueTable } from './KeyValueTable.tsx';

/** What a body can be, as people choose it, and what it is to begin with. */
const KINDS = {
  none: ['No body', undefined],
  json: ['JSON', { json: {} }],
  text: ['Text', { text: '' }],
  form: ['Form', { form: {} }],
  file: ['A file of the plan', { file: 'body.bin' }],
} as const;

const area = { hideLabel: true, mono: true, rows: 3 } as const;

/** What is sent with a request. */
export function BodyEditor({ path }: { path: PlanPlace }) {
  const { data, readOnly, put } = useEditor();
  const body = recordOf(valueAt(data, path));
  const kind = keysOf(KINDS).find((one) => Object.hasOwn(body, one)) ?? 'none';
  return (
    <Stack gap={8}>
      <Grid columns="170px minmax(0, 220px)" gap={6}>
        <Choice
          label="Kind of body"
          hideLabel
          value={kind}
          disabled={readOnly}
          options={keysOf(KINDS).map((one) => [one, KINDS[one][0]])}
          onChange={(chosen) => put(path, KINDS[chosen][1], '')}
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
