import { DraftField } from './DraftField.tsx';
import type { Reader } from './field-readers.ts';

interface Props {
  readonly label: string;
  readonly hideLabel?: boolean;
  readonly name: string;
  readonly taken: readonly string[];
  readonly onRename: (to: string) => void;
}

const NAME = /^[\p{L}\p{N}$_][\p{L}\p{N} _.\-/{}:$[\]]*$/u;

/** The name of a thing; another one, once it is finished, renames it where it stands. */
export function RenameField({ label, hideLabel = true, name, taken, onRename }: Props) {
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
        if (typeof to === 'string' && to !== name) onRename(to);
      }}
    />
  );
}
