import { Field } from '../../parts/Field.tsx';
import { useEditor } from './editor-context.tsx';
import type { Reader } from './field-readers.ts';
import { useDraft } from './use-draft.ts';

interface Props {
  readonly label: string;
  readonly hideLabel?: boolean;
  readonly name: string;
  readonly taken: readonly string[];
  readonly onRename: (to: string) => void;
  /** Set where it cannot be renamed. */
  readonly fixed?: boolean;
}

const NAME = /^[\p{L}\p{N}$_][\p{L}\p{N} _.\-/{}:$[\]]*$/u;

/** The name of a thing; another one renames it where it stands. */
export function RenameField({ label, hideLabel = true, name, taken, onRename, fixed = false }: Props) {
  const { readOnly } = useEditor();
  const read: Reader = (text) => {
    const to = text.trim();
    if (to === '') return { error: 'A name' };
    if (to !== name && taken.includes(to)) return { error: 'That name is taken' };
    return NAME.test(to) ? { value: to } : { error: 'It starts with a letter or digit' };
  };
  const { text, error, change, finish } = useDraft(name, read, (to) => {
    if (typeof to === 'string' && to !== name) onRename(to);
  });
  return (
    <Field
      label={label}
      hideLabel={hideLabel}
      value={text}
      onValue={change}
      onBlur={finish}
      onKeyDown={(event) => {
        if (event.key === 'Enter') finish();
      }}
      error={error}
      readOnly={readOnly || fixed}
      spellCheck={false}
      autoComplete="off"
    />
  );
}
