import { ChevronRight, Copy, Plus, Trash2 } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { formatPercent } from '../../../../contract/format.ts';
import { recordOf, valueAt } from '../../../../contract/plan-data.ts';
import { Box, Note, Row, Stack, Text } from '../../../parts/Box.tsx';
import { Button } from '../../../parts/Button.tsx';
import { classNames } from '../../../parts/class-names.ts';
import { ShareBar } from '../../../parts/ShareBar.tsx';
import { useGrowingCount } from '../../../parts/use-growing-count.ts';
import { PROTOCOLS } from '../../../protocols/protocols.ts';
import { problemsUnder, useEditor } from '../fields/editor-context.tsx';
import { numberReader } from '../fields/field-readers.ts';
import { PlanField } from '../fields/PlanField.tsx';
import { freeName } from '../fields/plan-data.ts';
import { RenameField } from '../fields/RenameField.tsx';
import { MoreMenu } from '../fields/RowButtons.tsx';
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

/** What the users of a class do: each task with its share, and its requests inside. */
export function TaskList({ group }: { group: ClassView }) {
  const { edit, data, readOnly } = useEditor();
  /** Key of the row that shows its inside. */
  const [open, setOpen] = useState<string | null>(null);
  const keys = useRowKeys(group.tasks.map((task) => task.name));
  const { count, sentinel } = useGrowingCount(group.tasks.length);
  const fixed = readOnly || group.fromSuite;
  return (
    <div className={styles.list}>
      {group.setup.length > 0 ? <SetupRows group={group} open={open} onOpen={setOpen} /> : null}
      {group.tasks.slice(0, count).map((task, at) => {
        const key = keys[at] ?? null;
        return (
          <TaskRow
            key={key}
            task={task}
            group={group}
            isOpen={open === key}
            onOpen={(isOpen) => setOpen(isOpen ? key : null)}
          />
        );
      })}
      {count < group.tasks.length ? <div ref={sentinel} style={{ height: 1 }} /> : null}
      {fixed || !group.hasTasks ? null : (
        <Button
          look="quiet"
          size="small"
          style={{ alignSelf: 'start', margin: '8px 12px 0' }}
          icon={<Plus />}
          onClick={() => edit(addTaskEdits(data, group.name))}
        >
          Add a request
        </Button>
      )}
    </div>
  );
}

/** `GET /items`: a name that imports give, which says again what stands beside it. */
function saysMethod(name: string, { method }: StepView): boolean {
  return name.startsWith(`${method.toUpperCase()} `);
}

/** What the name does not say of the path. */
function shortTarget(name: string, { method, target }: StepView): string {
  const said = name.slice(method.length + 1);
  return target.startsWith(said) ? target.slice(said.length) : target;
}

interface RowProps {
  readonly task: TaskView;
  readonly group: ClassView;
  readonly isOpen: boolean;
  readonly onOpen: (isOpen: boolean) => void;
}

function TaskRow({ task, group, isOpen, onOpen }: RowProps) {
  const { data, edit, check, readOnly } = useEditor();
  const names = group.tasks.map((one) => one.name);
  const fixed = readOnly || group.fromSuite;
  const wrong = problemsUnder(check, task.path).length > 0;
  const [first] = task.steps;
  return (
    <div className={classNames(styles.task, isOpen && styles.open)} data-task={task.name}>
      <Row gap={10} className={styles.row}>
        <Toggle isOpen={isOpen} onOpen={onOpen} name={task.name} wrong={wrong}>
          {first === undefined ? null : (
            <>
              {saysMethod(task.name, first) ? null : <Method step={first} />}
              {saysMethod(task.name, first) ? shortTarget(task.name, first) : first.target}
              {task.steps.length > 1 ? ` and ${task.steps.length - 1} more` : ''}
            </>
          )}
        </Toggle>
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
        {fixed ? null : (
          <TaskMenu task={task} onCopy={() => edit(copyEdits(data, task, names))} names={names} />
        )}
      </Row>
      {isOpen ? (
        <Stack gap={12} className={styles.inside}>
          {fixed ? null : (
            <RenameField
              label="Name of the task"
              hideLabel={false}
              name={task.name}
              taken={names}
              onRename={(to) => edit(renameTaskEdits(data, { task, service: group.service, to }))}
            />
          )}
          <Steps task={task} group={group} />
        </Stack>
      ) : null}
    </div>
  );
}

interface ToggleProps {
  readonly isOpen: boolean;
  readonly onOpen: (isOpen: boolean) => void;
  readonly name: string;
  readonly wrong?: boolean;
  readonly children: ReactNode;
}

/** The line of a task or a step of the setup, which opens it. */
function Toggle({ isOpen, onOpen, name, wrong = false, children }: ToggleProps) {
  return (
    <button type="button" className={styles.toggle} aria-expanded={isOpen} onClick={() => onOpen(!isOpen)}>
      <ChevronRight size={14} aria-hidden="true" className={styles.caret} />
      <Text clip weight="medium" tone={wrong ? 'poor' : undefined} className={styles.name}>
        {name}
      </Text>
      <Note as="span" clip mono style={{ flex: '1 2 60px' }}>
        {children}
      </Note>
    </button>
  );
}

function Method({ step }: { step: StepView }) {
  return (
    <Text tone="soft" weight="semibold">
      {step.method.toUpperCase()}{' '}
    </Text>
  );
}

function TaskMenu({ task, names, onCopy }: { task: TaskView; names: readonly string[]; onCopy: () => void }) {
  const { edit } = useEditor();
  const remove = () => edit([{ op: 'remove', path: [...task.path] }]);
  return (
    <MoreMenu
      label={task.name}
      actions={[
        ...PROTOCOLS.map(({ name, step: { add, fresh } }) => ({
          key: `step ${name}`,
          text: add,
          icon: <Plus size={14} />,
          run: () => edit(addStepEdits(task, fresh)),
        })),
        { key: 'copy', text: 'Duplicate', icon: <Copy size={14} />, run: onCopy },
        ...(names.length > 1
          ? [{ key: 'remove', text: 'Remove', icon: <Trash2 size={14} />, run: remove }]
          : []),
      ]}
    />
  );
}

function Steps({ task, group }: { task: TaskView; group: ClassView }) {
  const { edit, readOnly } = useEditor();
  const alone = task.steps.length === 1;
  return task.steps.map((step, index) => (
    <Box
      as="section"
      key={step.path.slice(task.path.length).join('.')}
      ruled={index > 0}
      aria-label={`Step ${index + 1}`}
    >
      {alone ? null : (
        <Row as="header" justify="space-between" below={8}>
          <h3>
            {index + 1}. {step.name === '' ? `${step.method.toUpperCase()} ${step.target}` : step.name}
          </h3>
          {readOnly || group.fromSuite ? null : (
            <Button
              look="quiet"
              size="small"
              icon={<Trash2 />}
              aria-label={`Remove step ${index + 1}`}
              onClick={() => edit([{ op: 'remove', path: [...step.path] }])}
            />
          )}
        </Row>
      )}
      <StepEditor step={step} className={group.name} task={task.name} index={index} />
    </Box>
  ));
}

interface SetupProps {
  readonly group: ClassView;
  readonly open: string | null;
  readonly onOpen: (open: string | null) => void;
}

/** Steps before the first task, such as logging in. */
function SetupRows({ group, open, onOpen }: SetupProps) {
  return group.setup.map((step, index) => {
    // No row of a task has a key like this.
    const key = `.setup ${index}`;
    const isOpen = open === key;
    return (
      <div key={key} className={classNames(styles.task, isOpen && styles.open)}>
        <Row gap={10} className={styles.row}>
          <Toggle isOpen={isOpen} onOpen={(next) => onOpen(next ? key : null)} name={setupName(step)}>
            <Method step={step} />
            {step.target}
          </Toggle>
          <Note as="span" rigid>
            before the first task
          </Note>
        </Row>
        {isOpen ? (
          <Stack gap={12} className={styles.inside}>
            <StepEditor step={step} className={group.name} task={null} index={index} />
          </Stack>
        ) : null}
      </div>
    );
  });
}

function setupName(step: StepView): string {
  return step.name === '' ? 'setup' : step.name;
}

function copyEdits(data: unknown, task: TaskView, names: readonly string[]) {
  const place = task.path.slice(0, -1);
  const value = valueAt(data, task.path);
  return [{ op: 'set' as const, path: [...place, freeName(task.name, names)], value }];
}

/** A request that stands in its task itself becomes the first of its steps. */
function addStepEdits(task: TaskView, fresh: unknown) {
  if (!task.inline) {
    const path = [...task.path, 'steps', task.steps.length];
    return [{ op: 'insert' as const, path, value: fresh }];
  }
  const { weight, ...step } = recordOf(task.steps[0]?.spec);
  const value = { ...(weight !== undefined && { weight }), steps: [step, fresh] };
  return [{ op: 'set' as const, path: [...task.path], value }];
}
