import { ChevronRight, Copy, Plus, Trash2 } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { formatPercent } from '../../../../contract/format.ts';
import { isRecord, recordOf, textOf, valueAt } from '../../../../contract/plan-data.ts';
import type { PlanPlace, VisualEdit } from '../../../../contract/plan-editing.ts';
import type { MenuAction } from '../../../parts/ActionMenu.tsx';
import { Box, Note, Row, Stack, Text } from '../../../parts/Box.tsx';
import { Button } from '../../../parts/Button.tsx';
import { ShareBar } from '../../../parts/ShareBar.tsx';
import { useGrowingCount } from '../../../parts/use-growing-count.ts';
import { PROTOCOLS } from '../../../protocols/protocols.ts';
import { RenameField } from '../fields/DraftField.tsx';
import { problemsUnder, useEditor } from '../fields/editor-context.tsx';
import { numberReader } from '../fields/field-readers.ts';
import { PlanField } from '../fields/PlanField.tsx';
import { appendEdits, freeName, removeOneOfMany } from '../fields/plan-data.ts';
import { AddButton, MoreMenu } from '../fields/RowButtons.tsx';
import { useRowKeys } from '../fields/row-keys.ts';
import {
  addTaskEdits,
  type ClassView,
  renameTaskEdits,
  type StepView,
  type TaskView,
} from './plan-classes.ts';
import { StepEditor } from './StepEditor.tsx';
import styles from './TaskList.module.css';

/** What the users of a class do: each task with its share, and its requests inside; one of them is open at a time. */
export function TaskList({ group }: { group: ClassView }) {
  const { edit, readOnly } = useEditor();
  /** Key of the row that shows its inside. */
  const [open, setOpen] = useState<string | null>(null);
  const keys = useRowKeys(group.tasks.map((task) => task.name));
  const { count, sentinel } = useGrowingCount(group.tasks.length);
  const fold = (key: string) => ({
    isOpen: open === key,
    onOpen: (isOpen: boolean) => setOpen(isOpen ? key : null),
  });
  return (
    <Stack style={LIST}>
      {group.setup.map((step, index) => {
        // No row of a task has a key like this.
        const key = `.setup ${index}`;
        return (
          <FoldRow
            key={key}
            {...fold(key)}
            name={step.name === '' ? 'setup' : step.name}
            steps={[step]}
            side={
              <Note as="span" rigid>
                before the first task
              </Note>
            }
          >
            <StepEditor step={step} className={group.name} task={null} index={index} />
          </FoldRow>
        );
      })}
      {group.tasks.slice(0, count).map((task, at) => {
        const key = keys[at] ?? task.name;
        return <TaskRow key={key} task={task} group={group} {...fold(key)} />;
      })}
      {count < group.tasks.length ? <div ref={sentinel} style={{ height: 1 }} /> : null}
      {readOnly || group.fromSuite || !group.hasTasks ? null : (
        <Box style={{ padding: '8px 12px 0' }}>
          <AddButton onClick={() => edit((data) => addTaskEdits(data, group.name))}>Add a request</AddButton>
        </Box>
      )}
    </Stack>
  );
}

/** From edge to edge of its panel. */
const LIST = { margin: '0 -16px', borderTop: '1px solid var(--line)' };
const OPEN = { background: 'color-mix(in srgb, var(--hover) 55%, transparent)' };

interface Fold {
  readonly isOpen: boolean;
  readonly onOpen: (isOpen: boolean) => void;
}
interface FoldProps extends Fold {
  readonly name: string;
  readonly steps: readonly StepView[];
  readonly wrong?: boolean;
  readonly side: ReactNode;
  readonly children: ReactNode;
}

/** The line of a task or a step of the setup, which opens it. */
function FoldRow({
  name,
  steps: [first, ...more],
  wrong = false,
  side,
  isOpen,
  onOpen,
  children,
}: FoldProps) {
  const method = first?.method.toUpperCase() ?? '';
  // A name that imports give, `GET /items`, says again what stands beside it.
  const isSaid = name.startsWith(`${method} `);
  const said = name.slice(method.length + 1);
  const target = first?.target ?? '';
  return (
    <div className={styles.task} style={isOpen ? OPEN : undefined} data-task={name}>
      <Row gap={10} className={styles.row}>
        <Row
          as="button"
          type="button"
          grow
          gap={6}
          className={styles.toggle}
          aria-expanded={isOpen}
          onClick={() => onOpen(!isOpen)}
        >
          <ChevronRight size={14} aria-hidden="true" className={styles.caret} />
          <Text clip weight="medium" tone={wrong ? 'poor' : undefined} className={styles.name}>
            {name}
          </Text>
          <Note as="span" clip mono style={{ flex: '1 2 60px' }}>
            {isSaid ? null : (
              <Text tone="soft" weight="semibold">
                {method}{' '}
              </Text>
            )}
            {isSaid && target.startsWith(said) ? target.slice(said.length) : target}
            {more.length > 0 ? ` and ${more.length} more` : ''}
          </Note>
        </Row>
        {side}
      </Row>
      {isOpen ? (
        <Stack gap={12} style={{ padding: '6px 16px 16px 32px' }}>
          {children}
        </Stack>
      ) : null}
    </div>
  );
}

function TaskRow({ task, group, ...fold }: Fold & { readonly task: TaskView; readonly group: ClassView }) {
  const { editAt, check, readOnly } = useEditor();
  const names = group.tasks.map((one) => one.name);
  const fixed = readOnly || group.fromSuite;
  return (
    <FoldRow
      {...fold}
      name={task.name}
      steps={task.steps}
      wrong={problemsUnder(check, task.path).length > 0}
      side={<TaskSide task={task} fixed={fixed} names={names} />}
    >
      {fixed ? null : (
        <RenameField
          label="Name of the task"
          hideLabel={false}
          name={task.name}
          taken={names}
          onRename={(to) => editAt(task.path, (data, place) => renameTaskEdits(data, place, to))}
        />
      )}
      <Steps task={task} className={group.name} fixed={fixed} />
    </FoldRow>
  );
}

interface SideProps {
  readonly task: TaskView;
  readonly fixed: boolean;
  readonly names: readonly string[];
}

/** How much of what the class does the task is, and what else can be done with it. */
function TaskSide({ task, fixed, names }: SideProps) {
  const { editAt } = useEditor();
  const actions: MenuAction[] = [
    ...PROTOCOLS.map(({ name, step: { add, fresh } }) => ({
      key: `step ${name}`,
      text: add,
      icon: <Plus size={14} />,
      run: () => editAt(task.path, (data, place) => addStepEdits(data, place, fresh)),
    })),
    {
      key: 'copy',
      text: 'Duplicate',
      icon: <Copy size={14} />,
      run: () => editAt(task.path, copyEdits),
    },
  ];
  const remove = () => editAt(task.path, removeOneOfMany);
  if (names.length > 1) {
    actions.push({ key: 'remove', text: 'Remove', icon: <Trash2 size={14} />, run: remove });
  }
  return (
    <>
      {fixed ? (
        <Text textAlign="end" style={{ width: 54 }}>
          {task.weight}
        </Text>
      ) : (
        <PlanField
          maxWidth={54}
          label={`Weight of ${task.name}`}
          hideLabel
          path={[...task.path, 'weight']}
          read={numberReader(Number.MIN_VALUE)}
          placeholder="1"
        />
      )}
      <Row as="span" rigid gap={8} style={{ width: 104 }} title="Share of the tasks of this class">
        <Box as="span" grow>
          <ShareBar share={task.sharePercent / 100} />
        </Box>
        <Text textAlign="end" style={{ width: 46 }}>
          {formatPercent(task.sharePercent)}
        </Text>
      </Row>
      {fixed ? null : <MoreMenu label={task.name} actions={actions} />}
    </>
  );
}

interface StepsProps {
  readonly task: TaskView;
  readonly className: string;
  readonly fixed: boolean;
}

function Steps({ task, className, fixed }: StepsProps) {
  const { editAt } = useEditor();
  return task.steps.map((step, index) => (
    <Box
      as="section"
      key={step.path.slice(task.path.length).join('.')}
      ruled={index > 0}
      aria-label={`Step ${index + 1}`}
    >
      {task.steps.length === 1 ? null : (
        <Row as="header" justify="space-between" below={8}>
          <h3>
            {index + 1}. {step.name === '' ? `${step.method.toUpperCase()} ${step.target}` : step.name}
          </h3>
          {fixed ? null : (
            <Button
              look="quiet"
              size="small"
              icon={<Trash2 />}
              aria-label={`Remove step ${index + 1}`}
              onClick={() => editAt(step.path, removeOneOfMany)}
            />
          )}
        </Row>
      )}
      <StepEditor step={step} className={className} task={task.name} index={index} />
    </Box>
  ));
}

function copyEdits(data: unknown, path: PlanPlace): VisualEdit[] {
  const value = valueAt(data, path);
  if (value === undefined) return [];
  const place = path.slice(0, -1);
  const name = freeName(textOf(path.at(-1)), Object.keys(recordOf(valueAt(data, place))));
  return [{ op: 'set', path: [...place, name], value }];
}

/** A request that stands in its task itself becomes the first of its steps. */
function addStepEdits(data: unknown, path: PlanPlace, fresh: unknown): VisualEdit[] {
  const task = valueAt(data, path);
  if (!isRecord(task)) return [];
  if (Array.isArray(task.steps)) return appendEdits(data, [...path, 'steps'], fresh);
  const { weight, ...step } = task;
  const value = { ...(weight !== undefined && { weight }), steps: [step, fresh] };
  return [{ op: 'set', path: [...path], value }];
}
