import { Plus } from 'lucide-react';
import { formatNumber } from '../../../../contract/format.ts';
import { tableOf } from '../../../../contract/keys.ts';
import { Note, Row } from '../../../parts/Box.tsx';
import { Button } from '../../../parts/Button.tsx';
import { Definition } from '../../../parts/Definition.tsx';
import { Panel } from '../../../parts/Panel.tsx';
import { Segmented } from '../../../parts/Segmented.tsx';
import { useEditor } from '../fields/editor-context.tsx';
import { removeOneOfMany } from '../fields/plan-data.ts';
import { type ClassView, classesOf } from '../requests/plan-classes.ts';
import { LoadNumbers } from './LoadNumbers.tsx';
import { loadEdits } from './load-edits.ts';
import { asModel, asStages, asSteady, type LoadView, loadPath, loadViewOf } from './load-shape.ts';
import { ProfileChart } from './ProfileChart.tsx';
import { StageTable } from './StageTable.tsx';

/** How much, and when: drawn and dragged, with the numbers beside it. */
export function LoadTab() {
  const { data, suite, size, sizes, readOnly, chooseSize, edit, editAt } = useEditor();
  const classes = classesOf(data, suite, size);
  const load = loadOf(data, classes, size);
  const changed = (then: unknown, make: (load: LoadView) => LoadView) =>
    loadEdits(then, size, make(loadOf(then, classesOf(then, suite, size), size)));
  const change = (make: (load: LoadView) => LoadView, kind = 'load') =>
    edit((then) => changed(then, make), kind);
  const editStage = (index: number, make: (load: LoadView, index: number) => LoadView, kind?: string) =>
    editAt(
      [...loadPath(data, size, 'stages'), index],
      (then, place) => changed(then, (now) => make(now, Number(place.at(-1)))),
      kind,
    );
  const removeStage = (index: number) => editAt([...loadPath(data, size, 'stages'), index], removeOneOfMany);
  const unit = load.model === 'closed' ? 'users' : 'per s';
  return (
    <Panel
      title="Load over time"
      testId="load"
      actions={
        sizes.length === 0 ? null : (
          <Segmented
            label="Size"
            value={size ?? ''}
            options={tableOf(sizes, (name) => name)}
            onChange={chooseSize}
          />
        )
      }
    >
      <Row wrap gap={10} below={12}>
        <Segmented
          label="Load model"
          value={load.model}
          onChange={(model) => change((now) => asModel(now, model), '')}
          options={{ closed: 'Users', open: 'Arrivals per second' }}
          disabled={readOnly}
        />
        <Segmented
          label="Shape"
          value={load.stages === null ? 'steady' : 'stages'}
          onChange={(shape) => change(shape === 'steady' ? asSteady : asStages, '')}
          options={{ steady: 'One level', stages: 'Stages' }}
          disabled={readOnly || load.level === null}
        />
        <Note as="span">
          {load.model === 'closed' ? (
            <Definition term="closedModel">each waits for its response</Definition>
          ) : (
            <Definition term="openModel">regardless of responses</Definition>
          )}
        </Note>
      </Row>
      <ProfileChart load={load} unit={unit} readOnly={readOnly} onChange={(make) => change(make, 'drag')} />
      <LoadNumbers load={load} onChange={change} />
      {load.stages === null ? null : (
        <StageTable load={load} unit={unit} readOnly={readOnly} onChange={editStage} onRemove={removeStage} />
      )}
      {load.stages === null || readOnly ? null : (
        <Button
          size="small"
          icon={<Plus />}
          onClick={() =>
            change(
              (now) => ({
                ...now,
                stages: [...(now.stages ?? []), { shape: 'hold', to: null, durationMs: 60_000 }],
              }),
              '',
            )
          }
        >
          Add a stage
        </Button>
      )}
      <OwnLevels classes={classes} />
    </Panel>
  );
}

function loadOf(data: unknown, classes: readonly ClassView[], size: string | null): LoadView {
  const isShared = classes.length === 0 || classes.some((one) => one.sharePercent !== null);
  return loadViewOf(data, size, isShared);
}

/** What runs beside the load drawn here. */
function OwnLevels({ classes }: { classes: readonly ClassView[] }) {
  const beside = classes.filter(({ own }) => own !== null);
  if (beside.length === 0) return null;
  return (
    <Note above={12}>
      In addition:{' '}
      {beside
        .map(({ name, own, protocol }) => `${formatNumber(own)} ${protocol.users.words} of ${name}`)
        .join(', ')}
      . Set them at their class, under Requests.
    </Note>
  );
}
