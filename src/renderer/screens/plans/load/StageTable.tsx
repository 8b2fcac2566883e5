import { printDuration } from '../../../../contract/duration.ts';
import { entriesOf } from '../../../../contract/keys.ts';
import { Choice } from '../../../parts/Field.tsx';
import { DraftField } from '../fields/DraftField.tsx';
import { durationReader, numberReader } from '../fields/field-readers.ts';
import { RemoveButton } from '../fields/RowButtons.tsx';
import { type LoadView, msOf, type Shape, type StageView, withLength } from './load-shape.ts';
import styles from './StageTable.module.css';

interface Props {
  readonly load: LoadView;
  readonly unit: string;
  readonly readOnly: boolean;
  /** Changes the load by one of its stages, wherever it stands by then. */
  readonly onChange: (
    stage: number,
    make: (load: LoadView, index: number) => LoadView,
    kind?: string,
  ) => void;
  readonly onRemove: (stage: number) => void;
}

const WORDS: Readonly<Record<Shape, string>> = {
  ramp: 'ramp to',
  hold: 'hold',
  spike: 'spike to',
};

const HEADERS = [
  ['Number', 26, false],
  ['Shape', 124, true],
  ['Level', undefined, true],
  ['For', undefined, true],
  ['Remove', 30, false],
] as const;

/** The stages of the drawing as a table. */
export function StageTable({ load, unit, readOnly, onChange, onRemove }: Props) {
  const stages = load.stages ?? [];
  const put = (index: number, change: (stage: StageView, before: number) => StageView, kind?: string) =>
    onChange(index, (now, place) => withStage(now, place, change), kind);
  return (
    <table className={styles.stages} aria-label="Stages" data-testid="stages">
      <thead>
        <tr>
          {HEADERS.map(([name, width, isSeen]) => (
            <th key={name} scope="col" style={{ width }}>
              <span className={isSeen ? undefined : 'visually-hidden'}>{name}</span>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {stages.map((stage, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a stage is its place
          <tr key={index}>
            <td>{index + 1}</td>
            <td>
              <Choice
                label={`Shape of stage ${index + 1}`}
                hideLabel
                value={stage.shape}
                disabled={readOnly}
                options={entriesOf(WORDS)}
                onChange={(shape) =>
                  put(
                    index,
                    (now, before) => ({ ...now, shape, to: shape === 'hold' ? now.to : (now.to ?? before) }),
                    '',
                  )
                }
              />
            </td>
            <td>
              <DraftField
                label={`Level of stage ${index + 1}`}
                hideLabel
                unit={unit}
                value={stage.to === null ? '' : String(stage.to)}
                placeholder="as before"
                read={numberReader(0)}
                onValue={(to) =>
                  put(
                    index,
                    (now) => ({ ...now, to: typeof to === 'number' ? to : null }),
                    `stage ${index} to`,
                  )
                }
              />
            </td>
            <td>
              <DraftField
                label={`Duration of stage ${index + 1}`}
                hideLabel
                value={printDuration(stage.durationMs)}
                read={durationReader}
                onValue={(value) =>
                  put(
                    index,
                    (now) => ({ ...now, durationMs: msOf(value) || now.durationMs }),
                    `stage ${index} for`,
                  )
                }
              />
            </td>
            <td>
              {stages.length === 1 ? null : (
                <RemoveButton label={`stage ${index + 1}`} onClick={() => onRemove(index)} />
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** The load with one stage changed. @param change is given the level before the stage as well */
function withStage(
  load: LoadView,
  index: number,
  change: (stage: StageView, before: number) => StageView,
): LoadView {
  if (load.stages === null) return load;
  const stages = load.stages.map((stage, at) =>
    at === index ? change(stage, levelBefore(load, index)) : stage,
  );
  return withLength({ ...load, stages });
}

/** Where a stage without a level of its own stands. */
function levelBefore(load: LoadView, index: number): number {
  return (load.stages ?? [])
    .slice(0, index)
    .reduce((level, stage) => (stage.shape === 'spike' ? level : (stage.to ?? level)), load.level ?? 0);
}
