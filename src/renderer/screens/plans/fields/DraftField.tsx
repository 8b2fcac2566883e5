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

interface RenameProps {
  readonly label: string;
  readonly hideLabel?: boolean;
  readonly name: string;
  readonly taken: readonly string[];
  /** May be given the name there is, which changes nothing. */
  readonly onRename: (to: string) => void;
}

const NAME = /^[\p{L}\p{N}$_][\p{L}\p{N} _.\-/{}:$[\]]*$/u;

/** The name of a thing; another one, once it is finished, renames it where it stands. */
export function RenameField({ label, hideLabel = true, name, taken, onRename }: RenameProps) {
  const read: Reader = (text) => {
    const to = text.trim();
    if (to === '') return { error: 'A name' };
    if (to !== name && taken.includes(to)) return { error: 'That name is taken' };
    return NAME.test(to) ? { value: to } : { error: 'It starts with a letter or digit' };
  };
  return (
    <DraftField
      label={label}
      hideLabel={hideLabel}
      value={name}
      read={read}
      whileTyping={false}
      onValue={(to) => {
        if (typeof to === 'string') onRename(to);
      }}
    />
  );
}
