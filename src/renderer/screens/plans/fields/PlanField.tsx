import type { ReactNode } from 'react';
import { textOf, valueAt } from '../../../../contract/plan-data.ts';
import type { PlanPlace } from '../../../../contract/plan-editing.ts';
import { DraftField } from './DraftField.tsx';
import { problemsUnder, useEditor } from './editor-context.tsx';
import type { Reader } from './field-readers.ts';

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
  readonly grow?: boolean;
  readonly maxWidth?: number;
  readonly testId?: string;
}

const TEXT: Reader = (text) => ({ value: text === '' ? undefined : text });

/** One value of the plan: what is typed goes into the text after a moment, what is wrong with it is said below. */
export function PlanField({ path, read = TEXT, print = textOf, ...rest }: Props) {
  const { data, check, put } = useEditor();
  const problem = problemsUnder(check, path).find((one) => one.path.length === path.length);
  return (
    <DraftField
      {...rest}
      value={print(valueAt(data, path))}
      read={read}
      onValue={(value) => put(path, value)}
      problem={problem?.message ?? null}
    />
  );
}
