import type { ReactNode } from 'react';
import type { PlanPlace } from '../../../contract/plan-editing.ts';
import { classNames } from '../../parts/class-names.ts';
import { Field } from '../../parts/Field.tsx';
import { problemsUnder, useEditor } from './editor-context.tsx';
import type { Reader } from './field-readers.ts';
import styles from './PlanField.module.css';
import { textOf, valueAt } from './plan-data.ts';
import { useDraft } from './use-draft.ts';

interface Props {
  readonly label: string;
  readonly path: PlanPlace;
  /** Reads what was typed; absent: text, nothing where it is empty. */
  readonly read?: Reader;
  /** The value as text, where it is not a single value. */
  readonly print?: (value: unknown) => string;
  readonly placeholder?: string;
  readonly unit?: string;
  readonly hint?: ReactNode;
  readonly hideLabel?: boolean;
  readonly mono?: boolean;
  readonly className?: string | undefined;
  readonly testId?: string;
}

const TEXT: Reader = (text) => ({ value: text === '' ? undefined : text });

/** One value of the plan: what is typed goes into the text after a moment, what is wrong with it is said below. */
export function PlanField(props: Props) {
  const { label, path, read = TEXT, print = textOf, mono, className, testId, ...rest } = props;
  const { data, check, readOnly, put } = useEditor();
  const { text, error, change, finish } = useDraft(print(valueAt(data, path)), read, (value) =>
    put(path, value),
  );
  const problem = problemsUnder(check, path).find((one) => one.path.length === path.length);
  return (
    <Field
      {...rest}
      label={label}
      className={classNames(mono && styles.mono, className)}
      value={text}
      onValue={change}
      onBlur={finish}
      onKeyDown={(event) => {
        if (event.key === 'Enter') finish();
      }}
      readOnly={readOnly}
      error={error ?? problem?.message ?? null}
      spellCheck={false}
      autoComplete="off"
      data-testid={testId}
    />
  );
}
