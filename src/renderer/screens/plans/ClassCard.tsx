import { Copy, Ellipsis, PencilLine, Trash2 } from 'lucide-react';
import { formatNumber, formatPercent } from '../../../contract/format.ts';
import { ActionMenu, type MenuAction } from '../../parts/ActionMenu.tsx';
import { Button } from '../../parts/Button.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { Choice } from './Choice.tsx';
import styles from './ClassCard.module.css';
import { ReadOnlyPart, useEditor } from './editor-context.tsx';
import { numberReader, printThink, thinkReader } from './field-readers.ts';
import { PlanField } from './PlanField.tsx';
import { type ClassView, renameClassEdits, writeOutEdits } from './plan-classes.ts';
import { freeName, putEdits, recordOf, valueAt } from './plan-data.ts';
import { RenameField } from './RenameField.tsx';
import { StreamFields } from './StreamFields.tsx';
import { TaskList } from './TaskList.tsx';

const KIND_WORDS = { http: 'users', websocket: 'WebSocket connections', sse: 'event streams' } as const;

/** A kind of user: where it goes, how many of it there are, and what it does. */
export function ClassCard({ group, names }: { group: ClassView; names: readonly string[] }) {
  const { data, suite, readOnly, edit } = useEditor();
  const share =
    group.sharePercent === null
      ? `${formatNumber(group.own)} ${KIND_WORDS[group.kind]}`
      : `${formatPercent(group.sharePercent)} of the load`;
  return (
    <Panel
      title={group.name}
      aside={`${share}, on ${group.service === '' ? 'no service' : group.service}`}
      actions={readOnly ? null : <CardMenu group={group} names={names} />}
      testId={`class-${group.name}`}
    >
      <ClassFields group={group} names={names} />
      {group.fromSuite ? (
        <>
          {readOnly ? null : (
            <p className={styles.suite}>
              Its requests come from the suite.{' '}
              <button
                type="button"
                className={styles.link}
                onClick={() => edit(writeOutEdits(data, suite, group.name))}
              >
                Write them out here
              </button>{' '}
              to change them.
            </p>
          )}
          <ReadOnlyPart data={{ use: { classes: { [group.name]: group.spec } } }}>
            <Inside group={group} />
          </ReadOnlyPart>
        </>
      ) : (
        <Inside group={group} />
      )}
    </Panel>
  );
}

function Inside({ group }: { group: ClassView }) {
  return (
    <>
      {group.kind === 'http' ? null : <StreamFields group={group} />}
      {group.kind === 'http' || group.setup.length > 0 ? <TaskList group={group} /> : null}
    </>
  );
}

function ClassFields({ group, names }: { group: ClassView; names: readonly string[] }) {
  const { data, readOnly, edit } = useEditor();
  const services = Object.keys(recordOf(valueAt(data, ['services'])));
  const shares = group.sharePercent !== null;
  return (
    <div className={styles.fields}>
      {group.fromSuite ? null : (
        <RenameField
          label="Name"
          hideLabel={false}
          name={group.name}
          taken={names}
          onRename={(to) => edit(renameClassEdits(data, group.name, to))}
        />
      )}
      {group.fromSuite || services.length < 2 ? null : (
        <Choice
          label="Service"
          value={group.service}
          disabled={readOnly}
          options={services.map((value) => ({ value, text: value }))}
          onChange={(service) => edit(putEdits(data, [...group.path, 'service'], service))}
        />
      )}
      <Choice
        label="How many"
        value={shares ? 'share' : 'own'}
        disabled={readOnly}
        options={[
          { value: 'share', text: 'a share' },
          { value: 'own', text: 'own number' },
        ]}
        onChange={(kind) => edit(putEdits(data, group.ownPath, kind === 'own' ? 5 : undefined))}
      />
      {shares ? (
        <PlanField
          label="Weight"
          path={[...group.path, 'weight']}
          read={numberReader(0)}
          placeholder={formatNumber(group.weight)}
        />
      ) : (
        <PlanField
          label={group.kind === 'http' ? 'Users' : group.kind === 'sse' ? 'Streams' : 'Connections'}
          path={group.ownPath}
          read={numberReader(0, 1_000_000, true)}
        />
      )}
      {group.kind === 'websocket' ? null : (
        <PlanField
          label="Think time"
          path={[...group.path, 'thinkTime']}
          read={thinkReader}
          print={printThink}
          placeholder={printThink(group.spec.thinkTime) || 'none'}
        />
      )}
    </div>
  );
}

function CardMenu({ group, names }: { group: ClassView; names: readonly string[] }) {
  const { data, suite, edit } = useEditor();
  const isLast = names.length === 1;
  const place = group.fromSuite && Object.keys(recordOf(valueAt(data, ['use', 'classes']))).length === 1;
  const remove: MenuAction = {
    key: 'remove',
    text: 'Remove',
    icon: <Trash2 size={14} />,
    run: () => edit([{ op: 'remove', path: place ? ['use'] : [...group.path] }]),
  };
  const actions: MenuAction[] = [
    group.fromSuite
      ? {
          key: 'write',
          text: 'Write it out here',
          icon: <PencilLine size={14} />,
          run: () => edit(writeOutEdits(data, suite, group.name)),
        }
      : {
          key: 'copy',
          text: 'Duplicate',
          icon: <Copy size={14} />,
          run: () =>
            edit([
              {
                op: 'set',
                path: ['classes', freeName(group.name, names)],
                value: valueAt(data, group.path),
              },
            ]),
        },
    ...(isLast ? [] : [remove]),
  ];
  return (
    <ActionMenu
      trigger={
        <Button
          look="quiet"
          size="small"
          icon={<Ellipsis size={15} aria-hidden="true" />}
          aria-label={`More for ${group.name}`}
        />
      }
      actions={actions}
    />
  );
}
