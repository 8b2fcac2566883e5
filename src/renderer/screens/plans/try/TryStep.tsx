import { Send } from 'lucide-react';
import { useState } from 'react';
import { useStore } from 'zustand';
import { fail } from '../../../../contract/failure.ts';
import { recordOf, valueAt } from '../../../../contract/plan-data.ts';
import type { TriedStep } from '../../../../contract/plan-editing.ts';
import { Row, Stack, Text } from '../../../parts/Box.tsx';
import { Button } from '../../../parts/Button.tsx';
import { ErrorNote } from '../../../parts/ErrorNote.tsx';
import { SwitchField } from '../../../parts/SwitchField.tsx';
import { TryResult } from '../../../parts/TryResult.tsx';
import { useTask } from '../../../parts/use-task.ts';
import { tooLongPlan } from '../../../stores/plan-editor.ts';
import { useWorkbench } from '../../../stores/workbench.tsx';
import { useEditor, useEditorStore } from '../fields/editor-context.tsx';
import type { StepView } from '../requests/plan-classes.ts';

interface Props {
  readonly step: StepView;
  readonly className: string;
  readonly task: string | null;
  readonly index: number;
}

/** One request, sent now, and all that became of it. */
export function TryStep({ step, className, task, index }: Props) {
  const { host } = useWorkbench();
  const { check, planId, learned, learn } = useEditor();
  const store = useEditorStore();
  const samples = useSamples();
  const [onSamples, setOnSamples] = useState(true);
  const [tried, setTried] = useState<TriedStep | null>(null);
  const { busy, failure, attempt } = useTask();
  const send = async (given: Readonly<Record<string, string>> = {}) => {
    const { text } = store.getState();
    const tooLong = tooLongPlan(text);
    learn(given);
    const what = {
      text,
      className,
      task,
      step: index,
      values: { ...learned, ...given },
      ...(planId === null ? {} : { planId }),
      ...(samples && onSamples ? { onSamples: true } : {}),
    };
    const result = await attempt(
      tooLong === null ? host.call('plans.tryStep', what) : Promise.resolve(fail(tooLong)),
    );
    setTried(result.ok ? result.value : null);
    if (!result.ok) return;
    const found = result.value.extracted.flatMap(({ name, text }) => (text === null ? [] : [[name, text]]));
    learn(Object.fromEntries(found) as Record<string, string>);
  };
  const broken = check === null || check.problems.length > 0;
  return (
    <Stack gap={10}>
      <Row wrap gap={12}>
        <Button icon={<Send />} disabled={busy || broken} onClick={() => send()} data-testid="send-one">
          {busy ? 'Sending…' : 'Send one request'}
        </Button>
        {samples ? (
          <SwitchField label="to the sample services" checked={onSamples} onChange={setOnSamples} />
        ) : null}
        {broken ? <Text tone="muted">Fix the plan first.</Text> : null}
      </Row>
      {failure === null ? null : <ErrorNote failure={failure} />}
      {tried === null ? null : <TryResult tried={tried} onGive={send} key={step.path.join('.')} />}
    </Stack>
  );
}

/** True where the sample services run and the plan asks some of them. */
function useSamples(): boolean {
  const { services } = useWorkbench();
  const { data, suite } = useEditor();
  const samples = useStore(services, (state) => state.samples);
  const own = Object.keys(recordOf(valueAt(data, ['services'])));
  const taken =
    valueAt(data, ['use']) === undefined ? [] : Object.keys(recordOf(valueAt(suite, ['services'])));
  return samples?.state === 'running' && [...own, ...taken].some((name) => Object.hasOwn(samples.urls, name));
}
