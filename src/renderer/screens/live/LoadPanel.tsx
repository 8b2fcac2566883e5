import { Pause, RotateCcw, Zap } from 'lucide-react';
import { type FormEvent, useRef, useState } from 'react';
import { type Failure, failureText, type Result } from '../../../contract/failure.ts';
import { formatClock } from '../../../contract/format.ts';
import type { AppliedLevel, LiveLoad } from '../../../contract/live-load.ts';
import { byText, levelText } from '../../../contract/load-words.ts';
import type { SteerAct, SteeredUnit, SteeringLogEntry } from '../../../contract/steering.ts';
import { Card, Note, Row, Text } from '../../parts/Box.tsx';
import { Button } from '../../parts/Button.tsx';
import { Definition } from '../../parts/Definition.tsx';
import { Choice, Field } from '../../parts/Field.tsx';
import { HintedButton } from '../../parts/HintedButton.tsx';
import styles from './LoadPanel.module.css';
import {
  draftOf,
  scaleEnd,
  scaleStep,
  typedLevel,
  typedSeconds,
  UNIT_SIGNS,
  UNIT_WORDS,
} from './load-drafts.ts';

interface Props {
  /** Null: nothing is known of it here. */
  readonly load: LiveLoad | null;
  /** Why it cannot be changed; empty: it can. */
  readonly reason: string;
  readonly last: SteeringLogEntry | null;
  readonly steer: (act: SteerAct) => Promise<Result<SteeringLogEntry>>;
}

/** The load that is applied now, and a handle on each of its units. Every change is one act, and one line on every chart. */
export function LoadPanel({ load, reason, last, steer }: Props) {
  const [refusal, setRefusal] = useState<Failure | null>(null);
  // Known before the second it was done in is.
  const [mine, setMine] = useState<SteeringLogEntry | null>(null);
  const levels = load?.levels ?? [];
  const isOff = reason !== '';
  const act = async (wanted: SteerAct): Promise<boolean> => {
    const done = await steer(wanted);
    setRefusal(done.ok ? null : done.failure);
    if (done.ok) setMine(done.value);
    return done.ok;
  };
  return (
    <Card as="section" aria-label="Load" gap={8} pad="normal" data-testid="load-panel">
      {levels.map((level) => (
        <LevelRow key={level.unit} level={level} isOff={isOff} act={act} />
      ))}
      <Row wrap gap={8} className={styles.acts}>
        {levels.length === 0 ? (
          <Text weight="semibold">Load</Text>
        ) : (
          <>
            <Button
              size="small"
              icon={<Pause />}
              disabled={isOff}
              title="Keep the load as it is now until the end of the plan"
              onClick={() => void act({ kind: 'hold' })}
            >
              Hold here
            </Button>
            <Button
              size="small"
              icon={<RotateCcw />}
              disabled={isOff || load?.isSteered !== true}
              title="From now on as the plan has it"
              onClick={() => void act({ kind: 'back' })}
            >
              Back to the plan
            </Button>
            <SpikeForm levels={levels} isOff={isOff} act={act} />
          </>
        )}
      </Row>
      <Said reason={reason} refusal={refusal} last={newer(mine, last)} />
    </Card>
  );
}

function newer(one: SteeringLogEntry | null, other: SteeringLogEntry | null): SteeringLogEntry | null {
  return (one?.atMs ?? -1) > (other?.atMs ?? -1) ? one : other;
}

interface SaidProps extends Pick<Props, 'reason' | 'last'> {
  readonly refusal: Failure | null;
}

/** One line: why nothing can be done, what was refused, else what was done last. */
function Said({ reason, refusal, last }: SaidProps) {
  const refused = reason === '' && refusal !== null ? failureText(refusal) : null;
  const text = refused ?? (reason === '' ? lastText(last) : reason);
  return (
    <Note
      as="span"
      role="status"
      className={styles.said}
      tone={refused === null ? undefined : 'poor'}
      title={text}
      data-testid="load-said"
    >
      {text}
    </Note>
  );
}

function lastText(last: SteeringLogEntry | null): string {
  if (last === null) return 'As planned. Every change is marked on the charts.';
  return `${formatClock(last.atMs)} ${last.sentence} (${byText(last)})`;
}

interface RowProps {
  readonly level: AppliedLevel;
  readonly isOff: boolean;
  readonly act: (act: SteerAct) => Promise<boolean>;
}

/** One unit: how much is applied, what the plan has, and the ways to change it. Enter, or to let go of the handle, applies it. */
function LevelRow({ level, isOff, act }: RowProps) {
  const { unit } = level;
  const [draft, setDraft] = useState<string | null>(null);
  const wanted = draft === null ? null : typedLevel(unit, draft);
  const isChanged = wanted !== null && draftOf(unit, wanted) !== draftOf(unit, level.level);
  const set = async () => {
    if (wanted === null || !isChanged || isOff)
      return setDraft(draft !== null && wanted === null ? draft : null);
    if (await act({ kind: 'set', unit, level: wanted })) setDraft(null);
  };
  const latest = useRef(set);
  latest.current = set;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void set();
  };
  const word = UNIT_WORDS[unit];
  return (
    <Row as="form" gap={10} className={styles.level} onSubmit={submit} data-testid={`load-${unit}`}>
      <Applied level={level} />
      <input
        type="range"
        className={styles.handle}
        aria-label={`${word}: handle`}
        min={0}
        max={scaleEnd(level)}
        step={scaleStep(level)}
        value={wanted ?? level.level}
        disabled={isOff}
        onChange={(event) => setDraft(event.target.value)}
        onPointerDown={() =>
          whenLetGo(
            () => void latest.current(),
            () => setDraft(null),
          )
        }
      />
      <Field
        hideLabel
        label={`${word}: level`}
        unit={UNIT_SIGNS[unit] || undefined}
        inputMode="decimal"
        maxWidth={126}
        value={draft ?? draftOf(unit, level.level)}
        error={draft !== null && wanted === null ? levelRule(unit) : undefined}
        disabled={isOff}
        onValue={setDraft}
      />
      <Button size="small" type="submit" disabled={isOff || !isChanged}>
        Set
      </Button>
      <Steps unit={unit} word={word} isOff={isOff || level.level === 0} act={act} />
    </Row>
  );
}

/** Wherever the pointer is let go of; or the system takes it away, as for a scroll, and nothing was chosen. */
function whenLetGo(apply: () => void, giveUp: () => void): void {
  const over = new AbortController();
  const after = (act: () => void) => () => {
    over.abort();
    act();
  };
  addEventListener('pointerup', after(apply), { signal: over.signal });
  addEventListener('pointercancel', after(giveUp), { signal: over.signal });
}

/** How much of it there is now. */
function Applied({ level: { unit, level, planned } }: Pick<RowProps, 'level'>) {
  return (
    <>
      <Text weight="semibold" className={styles.name}>
        <Definition term="steeredLoad">{UNIT_WORDS[unit]}</Definition>
      </Text>
      <Text
        nowrap
        className={styles.now}
        data-testid={`load-now-${unit}`}
        data-value={String(level)}
        title={`The plan has ${levelText(unit, planned)} here`}
      >
        {draftOf(unit, level)}
        <Note as="span">{UNIT_SIGNS[unit]}</Note>
      </Text>
    </>
  );
}

function levelRule(unit: SteeredUnit): string {
  return unit === 'users' || unit === 'connections' ? 'A whole number' : 'A number';
}

function Steps({
  unit,
  word,
  isOff,
  act,
}: Pick<RowProps, 'isOff' | 'act'> & { unit: SteeredUnit; word: string }) {
  const scale = (factor: number) => void act({ kind: 'scale', unit, factor });
  return (
    <Row gap={4} nowrap>
      <HintedButton hint="Less" aria-label={`${word}: 10% less`} disabled={isOff} onClick={() => scale(0.9)}>
        −10%
      </HintedButton>
      <HintedButton hint="More" aria-label={`${word}: 10% more`} disabled={isOff} onClick={() => scale(1.1)}>
        +10%
      </HintedButton>
    </Row>
  );
}

interface SpikeProps {
  readonly levels: readonly AppliedLevel[];
  readonly isOff: boolean;
  readonly act: RowProps['act'];
}

/** A level for a while, and after it what was to come then. */
function SpikeForm({ levels, isOff, act }: SpikeProps) {
  const [chosen, choose] = useState<SteeredUnit | null>(null);
  const [draft, setDraft] = useState<string | null>(null);
  const [length, setLength] = useState('10');
  const level = levels.find(({ unit }) => unit === chosen) ?? levels[0];
  if (level === undefined) return null;
  const { unit } = level;
  const usual = draftOf(unit, 2 * Math.max(level.peak, level.planned));
  const wanted = typedLevel(unit, draft ?? usual);
  const seconds = typedSeconds(length);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (wanted !== null && seconds !== null) void act({ kind: 'spike', unit, level: wanted, seconds });
  };
  return (
    <Row as="form" gap={6} onSubmit={submit} data-testid="spike">
      <Text tone="soft" nowrap>
        Spike to
      </Text>
      <Field
        hideLabel
        label="Spike: level"
        maxWidth={100}
        inputMode="decimal"
        unit={levels.length === 1 ? UNIT_SIGNS[unit] || undefined : undefined}
        value={draft ?? usual}
        error={wanted === null ? levelRule(unit) : undefined}
        disabled={isOff}
        onValue={setDraft}
      />
      {levels.length === 1 ? null : (
        <Choice
          hideLabel
          label="Spike: of"
          maxWidth={130}
          value={unit}
          options={levels.map((one) => [one.unit, UNIT_WORDS[one.unit].toLowerCase()] as const)}
          onChange={(next) => {
            choose(next);
            setDraft(null);
          }}
          disabled={isOff}
        />
      )}
      <Text tone="soft">for</Text>
      <Field
        hideLabel
        label="Spike: seconds"
        maxWidth={76}
        inputMode="decimal"
        unit="s"
        value={length}
        error={seconds === null ? '0.1 or more' : undefined}
        disabled={isOff}
        onValue={setLength}
      />
      <Button
        size="small"
        type="submit"
        icon={<Zap />}
        disabled={isOff || wanted === null || seconds === null}
      >
        Spike
      </Button>
    </Row>
  );
}
