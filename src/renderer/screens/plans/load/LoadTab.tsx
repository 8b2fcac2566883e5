import { Plus } from 'lucide-react';
import { formatNumber } from '../../../../contract/format.ts';
import { tableOf } from '../../../../contract/keys.ts';
import { Note, Row } from '../../../parts/Box.tsx';
import { Button } from '../../../parts/Button.tsx';
import { Definition } from '../../../parts/Definition.tsx';
import { Panel } from '../../../parts/Panel.tsx';
import { Segmented } from '../../../parts/Segmented.tsx';
import { useEditor, useEditorStore } from '../fields/editor-context.tsx';
import { type ClassView, classesOf } from '../requests/plan-classes.ts';
import { LoadNumbers } from './LoadNumbers.tsx';
import { loadEdits } from './load-edits.ts';
import { asModel, asStages, asSteady, type LoadView, loadViewOf } from './load-shape.ts';
import { ProfileChart } from './ProfileChart.tsx';
import { StageTable } from './StageTable.tsx';

/** How much, and when: drawn and dragged, with the numbers beside it. */
export function LoadTab() {
  const { data, suite, size, sizes, readOnly, chooseSize } = useEditor();
  const store = useEditorStore();
  const classes = classesOf(data, suite, size);
  const shares = classes.filter((one) => one.sharePercent !== null);
  const load = loadViewOf(data, size, shares.length > 0 || classes.length === 0);
  const change = (next: LoadView, kind = 'load') =>
    void store.getState().edit(loadEdits(store.getState().data, size, next), kind);
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
          onChange={(model) => change(asModel(load, model), '')}
          options={{ closed: 'Users', open: 'Arrivals per second' }}
          disabled={readOnly}
        />
        <Segmented
          label="Shape"
          value={load.stages === null ? 'steady' : 'stages'}
          onChange={(shape) => change(shape === 'steady' ? asSteady(load) : asStages(load), '')}
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
      <ProfileChart load={load} unit={unit} readOnly={readOnly} onChange={(next) => change(next, 'drag')} />
      <LoadNumbers load={load} onChange={change} />
      {load.stages === null ? null : (
        <StageTable load={load} unit={unit} readOnly={readOnly} onChange={change} />
      )}
      {load.stages === null || readOnly ? null : (
        <Button
          size="small"
          icon={<Plus />}
          onClick={() =>
            change(
              { ...load, stages: [...(load.stages ?? []), { shape: 'hold', to: null, durationMs: 60_000 }] },
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
