import { useState } from 'react';
import type { ArgumentOf, RunRow } from '../../../contract/wire.ts';
import { Caption, Grid, Stack } from '../../parts/Box.tsx';
import { Field, TextArea } from '../../parts/Field.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { Segmented } from '../../parts/Segmented.tsx';
import { useWorkbench } from '../../stores/workbench.tsx';
import { PURPOSE_WORDS } from '../../words/words.ts';

/** What people add to a run: name, purpose, tags, notes. Saved when a field is left. */
export function AnnotationPanel({ row }: { row: RunRow }) {
  const { runs, notices } = useWorkbench();
  const [name, setName] = useState(row.name);
  const [tags, setTags] = useState(row.tags.join(', '));
  const [notes, setNotes] = useState(row.notes);
  const save = (change: Omit<ArgumentOf<'runs.annotate'>, 'runId'>) =>
    notices.getState().attempt(runs.getState().annotate({ runId: row.runId, ...change }));
  const saveName = () =>
    name.trim() === '' ? setName(row.name) : name === row.name || save({ name: name.trim() });
  return (
    <Panel title="About this run" testId="annotations">
      <Grid columns="minmax(0, 2fr) minmax(0, 3fr)" gap={28}>
        <Stack gap={12}>
          <Field spellCheck label="Name" value={name} onValue={setName} onBlur={saveName} maxLength={200} />
          <Stack align="start" gap={4}>
            <Caption>Purpose</Caption>
            <Segmented
              label="Purpose"
              value={row.purpose}
              options={PURPOSE_WORDS}
              onChange={(purpose) => save({ purpose })}
            />
          </Stack>
          <Field
            spellCheck
            label="Tags"
            value={tags}
            onValue={setTags}
            placeholder="release 4.2, cache"
            onBlur={() => save({ tags: parseTags(tags) })}
          />
        </Stack>
        <TextArea
          label="Notes"
          value={notes}
          rows={7}
          onValue={setNotes}
          onBlur={() => notes === row.notes || save({ notes })}
        />
      </Grid>
    </Panel>
  );
}

const MAX_TAGS = 50;
const LONGEST = 60;

/** Tags from a comma-separated line: trimmed, without doubles, within the limits of the wire. */
export function parseTags(text: string): string[] {
  const tags = text
    .split(',')
    .map((tag) => tag.trim().slice(0, LONGEST))
    .filter((tag) => tag !== '');
  return [...new Set(tags)].slice(0, MAX_TAGS);
}
