import { useEffect, useState } from 'react';
import { entriesOf } from '../../../../contract/keys.ts';
import { recordOf, textOf, valueAt } from '../../../../contract/plan-data.ts';
import type { NextValue } from '../../../../contract/plan-editing.ts';
import { Grid, Note, Row, Stack, Text } from '../../../parts/Box.tsx';
import { Choice } from '../../../parts/Field.tsx';
import { Panel } from '../../../parts/Panel.tsx';
import { SwitchField } from '../../../parts/SwitchField.tsx';
import { tooLongPlan } from '../../../stores/plan-editor.ts';
import { useWorkbench } from '../../../stores/workbench.tsx';
import { RenameField } from '../fields/DraftField.tsx';
import { problemsUnder, useEditor, useEditorStore } from '../fields/editor-context.tsx';
import { freeName } from '../fields/plan-data.ts';
import { AddButton, RemoveButton } from '../fields/RowButtons.tsx';
import { useRowKeys } from '../fields/row-keys.ts';
import { PlanFiles } from './PlanFiles.tsx';
import { PlanFilesProvider, tablesOf, usePlanFiles } from './plan-files-context.tsx';
import { SecretsPanel } from './SecretsPanel.tsx';
import { ValueFields } from './ValueFields.tsx';
import { freshValue, isDrawn, kindOfValue, nextWords, VALUE_WORDS, type ValueKind } from './value-kinds.ts';

/** What {{ name }} in a request stands for. */
export function ValuesTab() {
  return (
    <PlanFilesProvider>
      <Values />
      <PlanFiles />
    </PlanFilesProvider>
  );
}

/** What each value of the plan would be, by name: asked anew whenever a value or a file is another. */
function useNextValues(): ReadonlyMap<string, NextValue> {
  const { host } = useWorkbench();
  const store = useEditorStore();
  const { data, planId } = useEditor();
  const { files } = usePlanFiles();
  const [next, setNext] = useState<ReadonlyMap<string, NextValue>>(new Map());
  const values = JSON.stringify([valueAt(data, ['values']), valueAt(data, ['use'])]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another value or file is the event
  useEffect(() => {
    const { text } = store.getState();
    if (tooLongPlan(text) !== null || (planId !== null && files === null)) return;
    let isLast = true;
    void host.call('plans.nextValues', { text, ...(planId !== null && { planId }) }).then((result) => {
      if (isLast && result.ok) setNext(new Map(result.value.map((one) => [one.name, one])));
    });
    return () => {
      isLast = false;
    };
  }, [host, store, planId, values, files]);
  return next;
}

function Values() {
  const { data, check, edit } = useEditor();
  const next = useNextValues();
  const names = Object.keys(recordOf(valueAt(data, ['values'])));
  const keys = useRowKeys(names);
  return (
    <>
      <SecretsPanel needs={check?.needs ?? []} />
      <Panel
        title="Values"
        aside={
          <>
            what <Text mono>{'{{ name }}'}</Text> in a request stands for
          </>
        }
        testId="values"
        actions={
          <AddButton
            onClick={() =>
              edit((then) => {
                const name = freeName('value', Object.keys(recordOf(valueAt(then, ['values']))), '_');
                return [{ op: 'set', path: ['values', name], value: { oneOf: ['a', 'b'] } }];
              })
            }
          />
        }
      >
        {names.length === 0 ? (
          <Note size="body">
            None. A value is a constant, one of a list, a range, a column of a file and more; it is drawn for
            every task, or once per user.
          </Note>
        ) : null}
        <Stack gap={12}>
          {names.map((name, at) => (
            <ValueRow key={keys[at]} name={name} names={names} next={next.get(name)} />
          ))}
        </Stack>
      </Panel>
    </>
  );
}

interface ValueRowProps {
  readonly name: string;
  readonly names: readonly string[];
  readonly next: NextValue | undefined;
}

function ValueRow({ name, names, next }: ValueRowProps) {
  const { rename, drop } = useEditor();
  return (
    <Grid columns="minmax(90px, 0.5fr) minmax(0, 1fr) 30px" gap={8} align="start" data-value-name={name}>
      <RenameField
        label={`Name of value ${name}`}
        name={name}
        taken={names}
        onRename={(to) => rename(['values', name], to)}
      />
      <ValueField name={name} next={next} />
      <RemoveButton label={`value ${name}`} onClick={() => drop(['values', name], 0)} />
    </Grid>
  );
}

/** What a value is, by the kind that is chosen, and what it would be. */
function ValueField({ name, next }: { name: string; next: NextValue | undefined }) {
  const { data, check, reveal, readOnly, change } = useEditor();
  const { files } = usePlanFiles();
  const path = ['values', name];
  const value = valueAt(data, path);
  const kind = kindOfValue(value);
  const [problem] = problemsUnder(check, path);
  return (
    <Stack gap={4}>
      <Row gap={10}>
        <Choice<ValueKind | ''>
          grow
          label={`Kind of ${name}`}
          hideLabel
          value={kind ?? ''}
          disabled={readOnly}
          options={entriesOf(VALUE_WORDS)}
          onChange={(to) =>
            to === '' ? undefined : change(path, (before) => freshValue(to, before, tablesOf(files)), '')
          }
        />
        <ValueScope name={name} />
      </Row>
      {kind === null ? null : <ValueFields key={kind} name={name} kind={kind} />}
      {problem === undefined ? (
        <Next spec={value} next={next} />
      ) : (
        <Note as="button" type="button" tone="poor" onClick={() => reveal(problem)}>
          {problem.message}
        </Note>
      )}
    </Stack>
  );
}

function Next({ spec, next }: { spec: unknown; next: NextValue | undefined }) {
  if (next === undefined) return null;
  const { why, faulty } = next;
  if (why !== null) {
    return (
      <Note clamp breaks tone={faulty ? 'poor' : undefined} data-testid="next-value">
        {why}
      </Note>
    );
  }
  // A constant says itself what it is, unless it is made of others.
  if (kindOfValue(spec) === 'constant' && !textOf(spec).includes('{{')) return null;
  return (
    <Note clamp breaks data-testid="next-value" title={next.next.join('\n')}>
      {nextWords(spec)}{' '}
      <Text mono>
        {next.next.join(', ')}
        {next.isAll ? '' : ', …'}
      </Text>
    </Note>
  );
}

/** Whether a drawn value is kept for the life of the virtual user that drew it. Nothing for a value that is not drawn. */
function ValueScope({ name }: { name: string }) {
  const { data, readOnly, put } = useEditor();
  const path = ['values', name];
  const spec = recordOf(valueAt(data, path));
  const kind = kindOfValue(valueAt(data, path));
  if (kind === null || !isDrawn(kind) || spec.order === 'unique') return null;
  return (
    <SwitchField
      label={<Text tone="muted">one per user</Text>}
      checked={spec.scope === 'user'}
      disabled={readOnly}
      onChange={(own) => put([...path, 'scope'], own ? 'user' : undefined, '')}
    />
  );
}
