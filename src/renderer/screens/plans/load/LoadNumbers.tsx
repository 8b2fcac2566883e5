import { printDuration } from '../../../../contract/duration.ts';
import { Grid } from '../../../parts/Box.tsx';
import { Choice } from '../../../parts/Field.tsx';
import { DraftField } from '../fields/DraftField.tsx';
import { useEditor } from '../fields/editor-context.tsx';
import { durationReader, numberReader } from '../fields/field-readers.ts';
import { numberOf } from '../fields/plan-data.ts';
import { type LoadView, msOf, withLevel } from './load-shape.ts';

interface Props {
  readonly load: LoadView;
  /** @param kind see `remember` */
  readonly onChange: (make: (load: LoadView) => LoadView, kind: string) => void;
}

/** The numbers of the drawing, typed. */
export function LoadNumbers({ load, onChange }: Props) {
  const { readOnly } = useEditor();
  const open = load.model === 'open';
  const steady = load.stages === null;
  const ms = (value: unknown) => msOf(value) ?? 0;
  return (
    <Grid columns="repeat(auto-fill, minmax(112px, 1fr))" gap={10} above={12} below={4}>
      {load.level === null ? null : (
        <DraftField
          label={steady ? (open ? 'Rate' : 'Users') : 'Level at the start'}
          unit={open ? 'per s' : 'users'}
          value={String(load.level)}
          read={numberReader(0, 1_000_000, !open)}
          onValue={(value) => onChange((now) => withLevel(now, numberOf(value)), 'load level')}
          testId="load-level"
        />
      )}
      {steady && !open ? (
        <DraftField
          label="Spawn rate"
          unit="per s"
          value={load.spawnRate === null ? '' : String(load.spawnRate)}
          placeholder="all at once"
          read={numberReader(Number.MIN_VALUE)}
          onValue={(value) =>
            onChange((now) => ({ ...now, spawnRate: typeof value === 'number' ? value : null }), 'load spawn')
          }
        />
      ) : null}
      {steady ? (
        <DraftField
          label="Duration"
          value={printDuration(load.durationMs)}
          read={durationReader}
          onValue={(value) =>
            onChange((now) => ({ ...now, durationMs: ms(value) || now.durationMs }), 'load duration')
          }
          testId="load-duration"
        />
      ) : null}
      <DraftField
        label="Warm-up"
        value={load.warmupMs === 0 ? '' : printDuration(load.warmupMs)}
        placeholder="none"
        read={durationReader}
        onValue={(value) => onChange((now) => ({ ...now, warmupMs: ms(value) }), 'load warmup')}
      />
      {open ? (
        <Choice
          label="Spacing"
          value={load.arrivals}
          disabled={readOnly}
          options={[
            ['constant', 'even'],
            ['poisson', 'at random'],
          ]}
          onChange={(arrivals) => onChange((now) => ({ ...now, arrivals }), '')}
        />
      ) : null}
    </Grid>
  );
}
