import { printDuration } from '../../../contract/duration.ts';
import { Field } from '../../parts/Field.tsx';
import { Choice } from './Choice.tsx';
import { useEditor } from './editor-context.tsx';
import { durationReader, numberReader, type Reader } from './field-readers.ts';
import styles from './LoadTab.module.css';
import { type LoadView, msOf } from './load-shape.ts';
import { useDraft } from './use-draft.ts';

interface Props {
  readonly load: LoadView;
  /** @param kind see `remember` */
  readonly onChange: (load: LoadView, kind: string) => void;
}

/** The numbers of the drawing, typed. */
export function LoadNumbers({ load, onChange }: Props) {
  const { readOnly } = useEditor();
  const open = load.model === 'open';
  const steady = load.stages === null;
  const level = (value: unknown) =>
    onChange({ ...load, level: typeof value === 'number' ? value : 0 }, 'load level');
  const ms = (value: unknown) => msOf(value) ?? 0;
  return (
    <div className={styles.numbers}>
      {load.level === null ? null : (
        <NumberField
          label={steady ? (open ? 'Rate' : 'Users') : 'Level at the start'}
          unit={open ? 'per s' : 'users'}
          value={String(load.level)}
          read={numberReader(0, 1_000_000, !open)}
          onValue={level}
          testId="load-level"
        />
      )}
      {steady && !open ? (
        <NumberField
          label="Spawn rate"
          unit="per s"
          value={load.spawnRate === null ? '' : String(load.spawnRate)}
          placeholder="all at once"
          read={numberReader(Number.MIN_VALUE)}
          onValue={(value) =>
            onChange({ ...load, spawnRate: typeof value === 'number' ? value : null }, 'load spawn')
          }
        />
      ) : null}
      {steady ? (
        <NumberField
          label="Duration"
          value={printDuration(load.durationMs)}
          read={durationReader}
          onValue={(value) =>
            onChange({ ...load, durationMs: ms(value) || load.durationMs }, 'load duration')
          }
          testId="load-duration"
        />
      ) : null}
      <NumberField
        label="Warm-up"
        value={load.warmupMs === 0 ? '' : printDuration(load.warmupMs)}
        placeholder="none"
        read={durationReader}
        onValue={(value) => onChange({ ...load, warmupMs: ms(value) }, 'load warmup')}
      />
      {open ? (
        <Choice
          label="Spacing"
          value={load.arrivals}
          disabled={readOnly}
          options={[
            { value: 'constant', text: 'even' },
            { value: 'poisson', text: 'by chance' },
          ]}
          onChange={(arrivals) => onChange({ ...load, arrivals }, '')}
        />
      ) : null}
    </div>
  );
}

interface NumberFieldProps {
  readonly label: string;
  readonly value: string;
  readonly read: Reader;
  readonly onValue: (value: unknown) => void;
  readonly unit?: string;
  readonly placeholder?: string;
  readonly hideLabel?: boolean;
  readonly testId?: string;
}

/** A number of the load: taken over when the hands rest, or the field is left. */
export function NumberField({ value, read, onValue, testId, ...rest }: NumberFieldProps) {
  const { readOnly } = useEditor();
  const { text, error, change, finish } = useDraft(value, read, onValue);
  return (
    <Field
      {...rest}
      value={text}
      onValue={change}
      onBlur={finish}
      onKeyDown={(event) => {
        if (event.key === 'Enter') finish();
      }}
      error={error}
      readOnly={readOnly}
      spellCheck={false}
      autoComplete="off"
      data-testid={testId}
    />
  );
}
