import { textOf, valueAt } from '../../../../contract/plan-data.ts';
import type { PlanPlace } from '../../../../contract/plan-editing.ts';
import { Choice, type LabelProps } from '../../../parts/Field.tsx';
import { SwitchField } from '../../../parts/SwitchField.tsx';
import { DraftField, type DraftLooks } from './DraftField.tsx';
import { problemsUnder, useEditor } from './editor-context.tsx';
import type { Reader } from './field-readers.ts';

interface Props extends DraftLooks {
  readonly path: PlanPlace;
  /** Reads what was typed; absent: text, nothing where it is empty. */
  readonly read?: Reader | undefined;
  /** The value as text, where it is not a single value. */
  readonly print?: ((value: unknown) => string) | undefined;
}

const TEXT: Reader = (text) => ({ value: text === '' ? undefined : text });

/** One value of the plan: what is typed goes into the text after a moment, what is wrong with it is said below. */
export function PlanField({ path, read = TEXT, print = textOf, ...looks }: Props) {
  const { data, check, put } = useEditor();
  const problem = problemsUnder(check, path).find(
    (one) => looks.rows !== undefined || one.path.length === path.length,
  );
  return (
    <DraftField
      {...looks}
      value={print(valueAt(data, path))}
      read={read}
      onValue={(value) => put(path, value)}
      problem={problem?.message ?? null}
    />
  );
}

interface ChoiceProps extends LabelProps {
  readonly path: PlanPlace;
  readonly options: readonly (readonly [value: string, text: string])[];
  /** What holds where nothing is written, and so is not written. */
  readonly usual?: string | undefined;
}

/** One of a few values of the plan. */
export function PlanChoice({ path, options, usual, ...label }: ChoiceProps) {
  const { data, readOnly, put } = useEditor();
  return (
    <Choice
      {...label}
      value={textOf(valueAt(data, path)) || (usual ?? '')}
      disabled={readOnly}
      options={options}
      onChange={(value) => put(path, value === usual ? undefined : value, '')}
    />
  );
}

interface SwitchProps {
  readonly label: string;
  readonly path: PlanPlace;
  /** What holds where nothing is written, and so is not written. */
  readonly usual: boolean;
}

/** Whether something is so. */
export function PlanSwitch({ label, path, usual }: SwitchProps) {
  const { data, readOnly, put } = useEditor();
  return (
    <SwitchField
      label={label}
      checked={(valueAt(data, path) ?? usual) === true}
      disabled={readOnly}
      onChange={(checked) => put(path, checked === usual ? undefined : checked)}
    />
  );
}
