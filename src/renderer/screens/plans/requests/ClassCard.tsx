import { Copy, PencilLine, Trash2 } from 'lucide-react';
import { formatNumber, formatPercent } from '../../../../contract/format.ts';
import { isRecord, recordOf, textOf, valueAt } from '../../../../contract/plan-data.ts';
import type { MenuAction } from '../../../parts/ActionMenu.tsx';
import { Caption, Grid, Note, Stack } from '../../../parts/Box.tsx';
import { Button } from '../../../parts/Button.tsx';
import { Choice } from '../../../parts/Field.tsx';
import { Panel } from '../../../parts/Panel.tsx';
import { RenameField } from '../fields/DraftField.tsx';
import { ReadOnlyPart, useEditor } from '../fields/editor-context.tsx';
import { numberReader, printThink, type Reader, thinkReader } from '../fields/field-readers.ts';
import { PlanChoice, PlanField } from '../fields/PlanField.tsx';
import { PlanFields } from '../fields/PlanFields.tsx';
import { MoreMenu } from '../fields/RowButtons.tsx';
import {
  type ClassView,
  classAt,
  copyClassEdits,
  headcountEdits,
  removeClassEdits,
  renameClassEdits,
  writeOutEdits,
} from './plan-classes.ts';
import { TaskList } from './TaskList.tsx';

/** A kind of user: where it goes, how many of it there are, and what it does. */
export function ClassCard({ group, names }: { group: ClassView; names: readonly string[] }) {
  const { suite, readOnly, edit } = useEditor();
  const inside = (
    <>
      <PlanFields rows={group.protocol.classRows} path={[...group.path, group.protocol.name]} below />
      {group.hasTasks || group.setup.length > 0 ? <TaskList group={group} /> : null}
    </>
  );
  return (
    <Panel
      title={group.name}
      aside={`${shareWords(group)}, on ${group.service === '' ? 'no service' : group.service}`}
      actions={readOnly ? null : <CardMenu group={group} names={names} />}
      testId={`class-${group.name}`}
    >
      <ClassFields group={group} names={names} />
      {readOnly || !group.fromSuite ? null : (
        <Note style={{ margin: '-4px 0 12px' }}>
          Its requests come from the suite.{' '}
          <Button
            look="link"
            size="small"
            onClick={() => edit((data) => writeOutEdits(data, suite, group.name))}
          >
            Copy them into this plan
          </Button>{' '}
          to change them.
        </Note>
      )}
      {group.fromSuite ? (
        <ReadOnlyPart data={{ use: { classes: { [group.name]: group.spec } } }}>{inside}</ReadOnlyPart>
      ) : (
        inside
      )}
    </Panel>
  );
}

function shareWords({ spec, sharePercent, own, protocol }: ClassView): string {
  if (isRecord(spec.load)) return 'a load of its own';
  return sharePercent === null
    ? `${formatNumber(own)} ${protocol.users.words}`
    : `${formatPercent(sharePercent)} of the load`;
}

function ClassFields({ group, names }: { group: ClassView; names: readonly string[] }) {
  const { data, editAt } = useEditor();
  const services = Object.keys(recordOf(valueAt(data, ['services'])));
  return (
    <Grid columns="repeat(auto-fit, minmax(106px, 1fr))" gap={10} below={12}>
      {group.fromSuite ? null : (
        <RenameField
          label="Name"
          hideLabel={false}
          name={group.name}
          taken={names}
          onRename={(to) =>
            editAt(group.path, (then, place) => renameClassEdits(then, textOf(place.at(-1)), to))
          }
        />
      )}
      {group.fromSuite || services.length < 2 ? null : (
        <PlanChoice
          label="Service"
          path={[...group.path, 'service']}
          options={services.map((value) => [value, value])}
        />
      )}
      <HowMany group={group} />
      {!group.protocol.thinks ? null : (
        <PlanField
          label="Think time"
          path={[...group.path, 'thinkTime']}
          read={thinkReader}
          print={printThink}
          placeholder={printThink(group.spec.thinkTime) || 'none'}
        />
      )}
    </Grid>
  );
}

const wholeReader = numberReader(0, 1_000_000, true);
/** An emptied field is on its way to another number; a share is chosen beside it. */
const countReader: Reader = (text) => (text.trim() === '' ? { error: 'A number' } : wholeReader(text));

/** A share of the load, or a number of its own. */
function HowMany({ group }: { group: ClassView }) {
  const { suite, size, readOnly, editAt } = useEditor();
  if (isRecord(group.spec.load)) {
    return (
      <Stack gap={4} style={{ gridColumn: 'span 2' }}>
        <Caption>How many</Caption>
        <span>A load of its own, in the text.</span>
      </Stack>
    );
  }
  const shares = group.sharePercent !== null;
  return (
    <>
      <Choice
        label="How many"
        value={shares ? 'share' : 'own'}
        disabled={readOnly || group.mustOwn}
        options={[
          ['share', 'a share'],
          ['own', 'fixed number'],
        ]}
        onChange={(kind) =>
          editAt(group.path, (data, place) =>
            headcountEdits(data, classAt({ data, suite, size }, place), kind),
          )
        }
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
          label={group.protocol.users.label}
          path={group.ownPath}
          read={group.mustOwn ? wholeReader : countReader}
          placeholder={formatNumber(group.own)}
        />
      )}
    </>
  );
}

function CardMenu({ group, names }: { group: ClassView; names: readonly string[] }) {
  const { suite, edit, editAt } = useEditor();
  const isLast = names.length === 1;
  const remove = () => editAt(group.path, (data, place) => removeClassEdits(data, suite, place));
  const write = () => edit((data) => writeOutEdits(data, suite, group.name));
  const copy = () => editAt(group.path, (data, place) => copyClassEdits(data, suite, place));
  const actions: MenuAction[] = [
    group.fromSuite
      ? { key: 'write', text: 'Copy into this plan', icon: <PencilLine size={14} />, run: write }
      : { key: 'copy', text: 'Duplicate', icon: <Copy size={14} />, run: copy },
    ...(isLast ? [] : [{ key: 'remove', text: 'Remove', icon: <Trash2 size={14} />, run: remove }]),
  ];
  return <MoreMenu label={group.name} actions={actions} />;
}
