import { Check, Minus, TriangleAlert, X } from 'lucide-react';
import { useState } from 'react';
import { formatMs } from '../../../contract/format.ts';
import type {
  TargetChecks as Answer,
  TargetCheckRow,
  TargetCheckState,
} from '../../../contract/target-checks.ts';
import { Box, Grid, Note, Row, Stack, Text } from '../../parts/Box.tsx';
import { Button } from '../../parts/Button.tsx';
import { CopyButton } from '../../parts/CopyButton.tsx';
import { ErrorNote } from '../../parts/ErrorNote.tsx';
import { Choice } from '../../parts/Field.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { useTask } from '../../parts/use-task.ts';
import { useWorkbench } from '../../stores/workbench.tsx';

interface Props {
  readonly runId: string;
  readonly services: readonly string[];
}

/** What is wrong between here and a service of the run, checked when somebody asks: each with its command line. */
export function TargetChecks({ runId, services }: Props) {
  const { host } = useWorkbench();
  const [service, setService] = useState(services[0] ?? '');
  const [answer, setAnswer] = useState<Answer | null>(null);
  const { busy, failure, attempt } = useTask();
  if (services.length === 0) return null;
  const run = async () => {
    const result = await attempt(host.call('target.check', { of: 'run', runId, service }));
    setAnswer(result.ok ? result.value : null);
  };
  return (
    <Panel
      flush
      title="Checks"
      aside="names, connection, TLS, token and limits, from this machine, now"
      testId="target-checks"
      actions={
        <>
          <Choice
            hideLabel
            label="Service to check"
            value={service}
            options={services.map((name) => [name, name])}
            onChange={(name) => {
              setService(name);
              setAnswer(null);
            }}
          />
          <Button size="small" disabled={busy} onClick={() => void run()}>
            {busy ? 'Checking…' : 'Check now'}
          </Button>
        </>
      }
    >
      {failure === null ? null : <ErrorNote failure={failure} />}
      {answer === null ? null : <Rows answer={answer} />}
    </Panel>
  );
}

function Rows({ answer: { rows, target, tookMs } }: { answer: Answer }) {
  return (
    <div role="status">
      <Box as="ul" divided>
        {rows.map((row) => (
          <CheckRow key={row.check} row={row} />
        ))}
      </Box>
      <Note pad="normal">
        {target}, checked in {formatMs(tookMs)}.
      </Note>
    </div>
  );
}

function CheckRow({
  row: { check, title, state, figure, sentence, wayOut, command },
}: {
  row: TargetCheckRow;
}) {
  return (
    <Grid
      as="li"
      stacks
      columns="112px minmax(120px, 0.8fr) minmax(0, 2.4fr)"
      gap={16}
      align="start"
      pad="normal"
      data-check={check}
    >
      <StateMark state={state} />
      <Stack gap={2}>
        <Text weight="semibold">{title}</Text>
        {figure === '' ? null : <Text tone="muted">{figure}</Text>}
      </Stack>
      <Stack gap={2} tone="soft">
        <span>{[sentence, wayOut].filter((text) => text !== '').join(' ')}</span>
        {command === null ? null : (
          <Row gap={6}>
            <Text mono size="small" tone="muted" breaks>
              {command}
            </Text>
            <CopyButton text={command} done="Command copied to the clipboard." />
          </Row>
        )}
      </Stack>
    </Grid>
  );
}

const STATES = {
  ok: { word: 'OK', tone: 'excellent', icon: Check },
  warn: { word: 'Warning', tone: 'acceptable', icon: TriangleAlert },
  failed: { word: 'Failed', tone: 'poor', icon: X },
  'not here': { word: 'Not applicable', tone: 'muted', icon: Minus },
} as const satisfies Readonly<Record<TargetCheckState, object>>;

function StateMark({ state }: { state: TargetCheckState }) {
  const { word, tone, icon: Icon } = STATES[state];
  return (
    <Row as="span" inline gap={6} weight="medium" nowrap tone={tone} data-state={state}>
      <Icon size={14} aria-hidden="true" />
      {word}
    </Row>
  );
}
