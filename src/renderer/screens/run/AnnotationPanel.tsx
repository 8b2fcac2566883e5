import { useId, useState } from 'react';
import { entriesOf } from '../../../contract/keys.ts';
import type { ArgumentOf, RunRow } from '../../../contract/wire.ts';
import { Caption, Grid, Stack } from '../../parts/Box.tsx';
import { Field } from '../../parts/Field.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { Segmented } from '../../parts/Segmented.tsx';
import { useWorkbench } from '../../stores/workbench.tsx';
import { PURPOSE_WORDS } from '../../words/words.ts';
import { parseTags } from './tags.ts';

const PURPOSES = entriesOf(PURPOSE_WORDS);

/** What people add to a run: name, purpose, tags, notes. Saved when a field is left. */
export function AnnotationPanel({ row }: { row: RunRow }) {
  const { runs, notices } = useWorkbench();
  const notesId = useId();
  const [name, setName] = useState(row.name);
  const [tags, setTags] = useState(row.tags.join(', '));
  const [notes, setNotes] = useState(row.notes);
  const save = async (change: Omit<ArgumentOf<'runs.annotate'>, 'runId'>) => {
    const result = await runs.getState().annotate({ runId: row.runId, ...change });
    if (!result.ok) notices.getState().complain(result.failure);
  };
  const saveName = () =>
    name.trim() === '' ? setName(row.name) : name === row.name || save({ name: name.trim() });
  return (
    <Panel title="About this run" testId="annotations">
      <Grid columns="minmax(0, 2fr) minmax(0, 3fr)" gap={28}>
        <Stack gap={12}>
          <Field label="Name" value={name} onValue={setName} onBlur={saveName} maxLength={200} />
          <Stack align="start" gap={4}>
            <Caption>Purpose</Caption>
            <Segmented
              label="Purpose"
              value={row.purpose}
              options={PURPOSES.map(([value, text]) => ({ value, text }))}
              onChange={(purpose) => save({ purpose })}
            />
          </Stack>
          <Field
            label="Tags"
            value={tags}
            onValue={setTags}
            placeholder="release 4.2, cache"
            onBlur={() => save({ tags: parseTags(tags) })}
          />
        </Stack>
        <Stack gap={4}>
          <Caption as="label" htmlFor={notesId}>
            Notes
          </Caption>
          <textarea
            id={notesId}
            value={notes}
            rows={7}
            onChange={(event) => setNotes(event.target.value)}
            onBlur={() => notes === row.notes || save({ notes })}
          />
        </Stack>
      </Grid>
    </Panel>
  );
}
