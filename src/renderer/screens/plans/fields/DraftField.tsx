import type { ComponentProps } from 'react';
import { Field } from '../../../parts/Field.tsx';
import { useEditor } from './editor-context.tsx';
import type { Reader } from './field-readers.ts';
import { useDraft } from './use-draft.ts';

type Looks = 'label' | 'hideLabel' | 'hint' | 'unit' | 'placeholder' | 'mono' | 'grow' | 'maxWidth';

interface Props extends Pick<ComponentProps<typeof Field>, Looks> {
  readonly value: string;
  readonly read: Reader;
  readonly onValue: (value: unknown) => void;
  /** False: taken over only with Enter, or when the field is left. */
  readonly whileTyping?: boolean;
  /** What is wrong with the value, where what is typed is no worse. */
  readonly problem?: string | null;
  readonly testId?: string;
}

/** A line of the plan: what is typed is taken over when the hands rest, with Enter, or when the field is left. */
export function DraftField({ value, read, onValue, whileTyping, problem, testId, ...looks }: Props) {
  const { readOnly } = useEditor();
  const { text, error, change, finish } = useDraft({ value, read, commit: onValue, whileTyping });
  return (
    <Field
      {...looks}
      value={text}
      onValue={change}
      onBlur={finish}
      onKeyDown={(event) => {
        if (event.key === 'Enter') finish();
      }}
      error={error ?? problem ?? null}
      readOnly={readOnly}
      spellCheck={false}
      autoComplete="off"
      data-testid={testId}
    />
  );
}
