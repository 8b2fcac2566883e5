import { type ReactNode, useMemo, useState } from 'react';
import type { Result } from '../../../contract/failure.ts';
import { counted } from '../../../contract/format.ts';
import type { ThresholdChoice, ThresholdSource } from '../../../contract/grading.ts';
import { gradingLine, originText } from '../../../contract/grading-words.ts';
import { MAX_PLAN_CHARS } from '../../../contract/plan-limits.ts';
import type { AnswerOf } from '../../../contract/wire.ts';
import { Note, Stack } from '../../parts/Box.tsx';
import { Button } from '../../parts/Button.tsx';
import { ErrorNote } from '../../parts/ErrorNote.tsx';
import { Choice } from '../../parts/Field.tsx';
import { Loaded } from '../../parts/Loaded.tsx';
import { Modal } from '../../parts/Modal.tsx';
import { SwitchField } from '../../parts/SwitchField.tsx';
import { useAnswer } from '../../parts/use-answer.ts';
import { useTask } from '../../parts/use-task.ts';
import { useWorkbench } from '../../stores/workbench.tsx';

interface Props {
  readonly runId: string;
  /** Name in the plan of the run; null: not known. */
  readonly planName: string | null;
  readonly onClose: () => void;
  /** Something was added. */
  readonly onDone: () => void;
}

/** Grades a run, or all runs of its plan, by other thresholds. Adds a grading to each; what they have stays. */
export function RegradeDialog({ runId, planName, onClose, onDone }: Props) {
  const { host } = useWorkbench();
  const ask = useMemo(() => () => host.call('runs.regradeChoices', { runId }), [host, runId]);
  const { answer } = useAnswer(ask);
  if (answer.state === 'ready')
    return <Form {...{ runId, planName, onClose, onDone }} choices={answer.value} />;
  return (
    <Dialog onClose={onClose} footer={<Button onClick={onClose}>Close</Button>}>
      <Loaded of={answer}>{() => null}</Loaded>
    </Dialog>
  );
}

interface DialogProps {
  readonly onClose: () => void;
  readonly footer: ReactNode;
  readonly children: ReactNode;
}

function Dialog({ onClose, footer, children }: DialogProps) {
  return (
    <Modal
      open
      onClose={onClose}
      title="Grade by other thresholds"
      description="Adds a grading beside those there are. The gate the run passed or failed by stays, unless you choose otherwise."
      footer={footer}
    >
      {children}
    </Modal>
  );
}

const FILE = 'file';

function Form({
  runId,
  planName,
  choices,
  onClose,
  onDone,
}: Props & { readonly choices: readonly ThresholdChoice[] }) {
  const { busy, failure, attempt } = useTask();
  const [chosen, setChosen] = useState(choices.length === 0 ? FILE : '0');
  const [file, setFile] = useState<ThresholdSource | null>(null);
  const [isUsed, setUsed] = useState(false);
  const [isWhole, setWhole] = useState(false);
  const [said, setSaid] = useState<readonly string[]>([]);
  const regrade = useRegrade();
  const thresholds = chosen === FILE ? file : (choices[Number(chosen)]?.source ?? null);
  const go = async () => {
    if (thresholds === null) return;
    const lines: string[] = [];
    const result = await attempt(
      regrade({ runId, planName: isWhole ? planName : null, thresholds, use: isUsed }, (line) => {
        lines.push(line);
        setSaid(lines.slice(-6));
      }),
    );
    if (lines.length > 0) onDone();
    if (result.ok && lines.length === 1) onClose();
  };
  return (
    <Dialog
      onClose={onClose}
      footer={
        <Button
          look="strong"
          disabled={busy || thresholds === null}
          onClick={() => void go()}
          data-testid="regrade"
        >
          {busy ? 'Grading…' : isWhole ? 'Grade all its runs' : 'Grade'}
        </Button>
      }
    >
      <Stack gap={12}>
        <Choice
          label="Thresholds"
          value={chosen}
          options={[
            ...choices.map(
              ({ origin, thresholds: count }, nth) =>
                [
                  String(nth),
                  `${originText(origin)}${nth === 0 ? ', the present ones' : ''} (${counted(count, 'threshold')})`,
                ] as const,
            ),
            [FILE, 'those of a plan file'] as const,
          ]}
          onChange={setChosen}
        />
        {chosen === FILE ? <FileField onFile={setFile} /> : null}
        <SwitchField label="Its gate counts from now on" checked={isUsed} onChange={setUsed} />
        {planName === null ? null : (
          <SwitchField label={`Every run of ${planName}`} checked={isWhole} onChange={setWhole} />
        )}
        {failure === null ? null : <ErrorNote failure={failure} reveal />}
        {said.length === 0 ? null : (
          <Note as="ul" role="status">
            {said.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </Note>
        )}
      </Stack>
    </Dialog>
  );
}

/** A plan file, read here: the page names no paths. */
function FileField({ onFile }: { readonly onFile: (source: ThresholdSource | null) => void }) {
  const [wrong, setWrong] = useState('');
  const read = async (file: File | undefined) => {
    if (file === undefined) return onFile(null);
    const text = await file.text();
    const isTooLong = text.length > MAX_PLAN_CHARS;
    setWrong(isTooLong ? 'Plans have at most a million characters: choose another file.' : '');
    onFile(isTooLong ? null : { kind: 'text', text, name: file.name.slice(0, 300) });
  };
  return (
    <Stack gap={4}>
      <input
        type="file"
        accept=".yaml,.yml,.json"
        aria-label="Plan file"
        onChange={(event) => void read(event.target.files?.[0])}
      />
      {wrong === '' ? null : <Note tone="poor">{wrong}</Note>}
    </Stack>
  );
}

interface Asked {
  readonly runId: string;
  /** All runs of this plan; null: the run alone. */
  readonly planName: string | null;
  readonly thresholds: ThresholdSource;
  readonly use: boolean;
}

/** One run after the other: what was graded stays so, whatever comes of the next. */
function useRegrade() {
  const { host } = useWorkbench();
  return async (
    { runId, planName, thresholds, use }: Asked,
    say: (line: string) => void,
  ): Promise<Result<AnswerOf<'runs.regrade'> | null>> => {
    const all = planName === null ? null : await host.call('runs.ofPlan', { name: planName });
    if (all !== null && !all.ok) return all;
    let last: Result<AnswerOf<'runs.regrade'> | null> = { ok: true, value: null };
    for (const one of all?.value ?? [runId]) {
      const graded = await host.call('runs.regrade', { runId: one, thresholds, use });
      if (graded.ok) {
        const { added, grading } = graded.value;
        say(`${one}: ${added ? gradingLine(grading) : 'was graded with the same before, nothing was added'}`);
      }
      // The first that could not be graded is told in the end; the others are graded all the same.
      if (last.ok) last = graded;
    }
    return last;
  };
}
