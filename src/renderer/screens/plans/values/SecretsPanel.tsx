import { type FormEvent, useState } from 'react';
import type { NeededText } from '../../../../contract/plan-editing.ts';
import { Grid, Row, Stack, Text } from '../../../parts/Box.tsx';
import { Button } from '../../../parts/Button.tsx';
import { Field } from '../../../parts/Field.tsx';
import { Panel } from '../../../parts/Panel.tsx';
import { useWorkbench } from '../../../stores/workbench.tsx';
import { useEditorStore } from '../fields/editor-context.tsx';

const FROM: Readonly<Record<NeededText['from'], string>> = {
  environment: 'set in the environment',
  session: 'set until Plimsoll quits',
  default: 'not set: the plan’s default is used',
  nowhere: 'not set: the plan cannot run',
};

/** What the plan refers to and does not hold. */
export function SecretsPanel({ needs }: { needs: readonly NeededText[] }) {
  if (needs.length === 0) return null;
  return (
    <Panel title="Secrets" aside="kept in memory until Plimsoll quits, never in the plan" testId="secrets">
      <Stack gap={8}>
        {needs.map((need) => (
          <SecretRow key={need.variable} need={need} />
        ))}
      </Stack>
    </Panel>
  );
}

function SecretRow({ need: { variable, from } }: { need: NeededText }) {
  const { host, notices } = useWorkbench();
  const store = useEditorStore();
  const [text, setText] = useState('');
  const set = async (event: FormEvent) => {
    event.preventDefault();
    const result = await host.call('secrets.set', { variable, text });
    if (!result.ok) return notices.getState().complain(result.failure);
    setText('');
    await store.getState().recheck();
  };
  return (
    <Grid columns="minmax(0, 1fr) minmax(0, 1.1fr)" gap={10} align="center" data-secret={variable}>
      <span>
        <Text mono>{variable}</Text>
        <br />
        <Text tone="muted" data-from={from}>
          {FROM[from]}
        </Text>
      </span>
      <Row as="form" gap={6} onSubmit={set}>
        <Field
          grow
          label={`Text of ${variable}`}
          hideLabel
          type="password"
          value={text}
          onValue={setText}
          placeholder={from === 'session' ? '••••••••' : 'until Plimsoll quits'}
        />
        <Button type="submit" disabled={text === '' && from !== 'session'}>
          {text === '' && from === 'session' ? 'Forget' : 'Set'}
        </Button>
      </Row>
    </Grid>
  );
}
