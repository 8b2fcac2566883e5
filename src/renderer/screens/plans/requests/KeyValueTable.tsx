import { useState } from 'react';
import { recordOf, valueAt } from '../../../../contract/plan-data.ts';
import type { PlanPlace } from '../../../../contract/plan-editing.ts';
import { Grid, Note, Stack } from '../../../parts/Box.tsx';
import { Field } from '../../../parts/Field.tsx';
import { RenameField } from '../fields/DraftField.tsx';
import { useEditor } from '../fields/editor-context.tsx';
import { PlanField } from '../fields/PlanField.tsx';
import { RemoveButton } from '../fields/RowButtons.tsx';
import { useRowKeys } from '../fields/row-keys.ts';
import { sentTextReader } from '../values/value-words.ts';

interface Props {
  readonly path: PlanPlace;
  /** `header`, `parameter`, `field`. */
  readonly noun: string;
  readonly nameHint: string;
  readonly valueHint: string;
}

const COLUMNS = 'minmax(90px, 0.6fr) minmax(0, 1fr) 30px';

/** Names and texts; the line at the foot adds one. */
export function KeyValueTable({ path, ...words }: Props) {
  const { noun } = words;
  const { data, readOnly, put, rename, drop } = useEditor();
  const rows = Object.keys(recordOf(valueAt(data, path)));
  const keys = useRowKeys(rows);
  return (
    <Stack gap={6}>
      {rows.map((name, at) => (
        <Grid key={keys[at]} columns={COLUMNS} gap={6} align="start">
          <RenameField
            label={`Name of ${noun} ${name}`}
            name={name}
            taken={rows}
            onRename={(to) => rename([...path, name], to)}
          />
          <PlanField
            label={`Value of ${noun} ${name}`}
            hideLabel
            mono
            path={[...path, name]}
            read={sentTextReader}
          />
          <RemoveButton label={`${noun} ${name}`} onClick={() => drop([...path, name], path.length - 1)} />
        </Grid>
      ))}
      {readOnly && rows.length === 0 ? <Note size="body">None.</Note> : null}
      {readOnly ? null : (
        <NewRow
          key={rows.length}
          {...words}
          taken={rows}
          onAdd={(name, value) => put([...path, name], value, '')}
        />
      )}
    </Stack>
  );
}

interface NewRowProps extends Omit<Props, 'path'> {
  readonly taken: readonly string[];
  readonly onAdd: (name: string, value: string) => void;
}

function NewRow({ noun, taken, nameHint, valueHint, onAdd }: NewRowProps) {
  const [name, setName] = useState('');
  const [value, setValue] = useState('');
  const isTaken = taken.includes(name.trim());
  const reading = sentTextReader(value);
  const problem = 'error' in reading ? reading.error : null;
  const add = () => {
    if (name.trim() !== '' && value !== '' && !isTaken && problem === null) onAdd(name.trim(), value);
  };
  const shared = {
    hideLabel: true,
    onBlur: add,
    onKeyDown: (event: { key: string }) => (event.key === 'Enter' ? add() : undefined),
  };
  return (
    <Grid columns={COLUMNS} gap={6} align="start">
      <Field
        {...shared}
        label={`Name of a new ${noun}`}
        value={name}
        onValue={setName}
        placeholder={nameHint}
        error={isTaken ? 'That name is taken' : null}
      />
      <Field
        {...shared}
        label={`Value of a new ${noun}`}
        value={value}
        onValue={setValue}
        placeholder={valueHint}
        error={problem}
      />
    </Grid>
  );
}
