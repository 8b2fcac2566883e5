import { useEffect, useMemo, useState } from 'react';
import { useStore } from 'zustand';
import { counted, formatBytes } from '../../../contract/format.ts';
import type { DiskUse, RetentionPreview, RetentionRule } from '../../../contract/retention.ts';
import { ruleText } from '../../../contract/retention-words.ts';
import { Note, Row } from '../../parts/Box.tsx';
import { Button } from '../../parts/Button.tsx';
import { Field } from '../../parts/Field.tsx';
import { Loaded } from '../../parts/Loaded.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { useTask } from '../../parts/use-task.ts';
import { createAnswerStore } from '../../stores/loadable.ts';
import { useWorkbench } from '../../stores/workbench.tsx';
import { SettingLine } from './SettingLine.tsx';

/** What the runs take of the disk, and the rule for which of them stay. */
export function StoragePanel() {
  const { host } = useWorkbench();
  const use = useMemo(() => createAnswerStore(host, 'storage.use', {}), [host]);
  const rule = useMemo(() => createAnswerStore(host, 'retention.get', {}), [host]);
  useEffect(() => {
    void use.getState().load();
    void rule.getState().load();
    return host.on('runs.emptied', () => void use.getState().load());
  }, [host, use, rule]);
  return (
    <Panel title="Stored runs" testId="storage">
      <Loaded of={useStore(use).answer}>{(value) => <Use use={value} />}</Loaded>
      <Loaded of={useStore(rule).answer}>
        {(value) => (
          <Rule
            key={JSON.stringify(value)}
            rule={value}
            onChange={() => void Promise.all([rule.getState().load(), use.getState().load()])}
          />
        )}
      </Loaded>
    </Panel>
  );
}

function Use({ use: { runs, bin, fileBytes, reusableBytes, otherBytes } }: { use: DiskUse }) {
  return (
    <>
      <SettingLine name="Runs">
        {counted(runs.count, 'run')}, {formatBytes(runs.bytes)}
      </SettingLine>
      <SettingLine name="In the bin">
        {counted(bin.count, 'run')}, {formatBytes(bin.bytes)}
      </SettingLine>
      <SettingLine name="Data file">
        {formatBytes(fileBytes)}, of which {formatBytes(reusableBytes)} are free for the next runs
      </SettingLine>
      {otherBytes === 0 ? null : (
        <SettingLine
          name="Beside it"
          note="Copies from before an upgrade, and damaged files that were set aside."
        >
          {formatBytes(otherBytes)}
        </SettingLine>
      )}
    </>
  );
}

const MAX = { lastRuns: 1_000_000, lastDays: 36_500 } as const;

/** Shows what a rule would move before it is set. */
function Rule({ rule, onChange }: { readonly rule: RetentionRule; readonly onChange: () => void }) {
  const { host, notices } = useWorkbench();
  const { busy, attempt } = useTask();
  const [runs, setRuns] = useState(textOf(rule.lastRuns));
  const [days, setDays] = useState(textOf(rule.lastDays));
  const [preview, setPreview] = useState<RetentionPreview | null>(null);
  const isWrong = isNone(runs, MAX.lastRuns) || isNone(days, MAX.lastDays);
  const wanted = { lastRuns: numberOf(runs), lastDays: numberOf(days) };
  const look = async () => {
    const found = await attempt(notices.getState().attempt(host.call('retention.preview', { rule: wanted })));
    if (found.ok) setPreview(found.value);
  };
  const set = async (chosen: RetentionRule) => {
    const done = await attempt(notices.getState().attempt(host.call('retention.set', { rule: chosen })));
    if (!done.ok) return;
    notices
      .getState()
      .say(`${ruleText(chosen)} ${counted(done.value.moved.length, 'run')} moved to the bin.`);
    setPreview(null);
    onChange();
  };
  return (
    <SettingLine name="Which stay" note={ruleText(rule)}>
      <Row gap={8} align="end" wrap>
        <CountField
          label="Last runs"
          value={runs}
          unit="runs"
          isWrong={isNone(runs, MAX.lastRuns)}
          onValue={setRuns}
        />
        <CountField
          label="Last days"
          value={days}
          unit="days"
          isWrong={isNone(days, MAX.lastDays)}
          onValue={setDays}
        />
        <Button disabled={busy || isWrong} onClick={() => void look()} data-testid="retention-preview">
          What would move?
        </Button>
      </Row>
      {preview === null ? null : (
        <Row gap={8} wrap>
          <Note as="span" role="status">
            {ruleText(preview.rule)} {counted(preview.moves.length, 'run')} would move to the bin now.
          </Note>
          <Button
            size="small"
            disabled={busy}
            onClick={() => void set(preview.rule)}
            data-testid="retention-set"
          >
            Set this rule
          </Button>
        </Row>
      )}
    </SettingLine>
  );
}

interface CountProps {
  readonly label: string;
  readonly value: string;
  readonly unit: string;
  readonly isWrong: boolean;
  readonly onValue: (value: string) => void;
}

function CountField({ label, value, unit, isWrong, onValue }: CountProps) {
  return (
    <Field
      maxWidth={140}
      label={label}
      value={value}
      unit={unit}
      placeholder="all"
      inputMode="numeric"
      onValue={onValue}
      error={isWrong ? 'A whole number from 1 on, or nothing' : null}
    />
  );
}

const textOf = (value: number | null) => (value === null ? '' : String(value));
const numberOf = (text: string) => (text.trim() === '' ? null : Number(text));

/** Neither empty nor a whole number within reach. */
function isNone(text: string, most: number): boolean {
  const value = numberOf(text);
  return value !== null && !(Number.isInteger(value) && value >= 1 && value <= most);
}
