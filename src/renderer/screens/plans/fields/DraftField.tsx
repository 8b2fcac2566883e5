import type { ComponentProps } from 'react';
import { Field, TextArea } from '../../../parts/Field.tsx';
import { useEditor } from './editor-context.tsx';
import type { Reader } from './field-readers.ts';
import { useDraft } from './use-draft.ts';

type Looks = 'label' | 'hideLabel' | 'hint' | 'unit' | 'placeholder' | 'mono' | 'grow' | 'maxWidth';

/** How a field of the plan looks. */
export interface DraftLooks extends Pick<ComponentProps<typeof Field>, Looks> {
  /** So many lines at least; absent: one line. */
  readonly rows?: number | undefined;
  readonly testId?: string | undefined;
}

interface Props extends DraftLooks {
  readonly value: string;
  readonly read: Reader;
  readonly onValue: (value: unknown) => void;
  /** False: taken over only with Enter, or when the field is left. */
  readonly whileTyping?: boolean;
  /** What is wrong with the value, where what is typed is no worse. */
  readonly problem?: string | null;
}

/** A text of the plan: what is typed is taken over when the hands rest, with Enter, or when the field is left. */
export function DraftField({
  value,
  read,
  onValue,
  whileTyping,
  problem,
  testId,
  rows,
  unit,
  ...looks
}: Props) {
  const { readOnly } = useEditor();
  const { text, error, change, finish } = useDraft({ value, read, commit: onValue, whileTyping });
  const shared = {
    ...looks,
    value: text,
    onValue: change,
    onBlur: finish,
    error: error ?? problem ?? null,
    readOnly,
    'data-testid': testId,
  };
  if (rows !== undefined) return <TextArea {...shared} rows={rows} />;
  return (
    <Field
      {...shared}
      unit={unit}
      onKeyDown={(event) => {
        if (event.key === 'Enter') finish();
      }}
    />
  );
}
