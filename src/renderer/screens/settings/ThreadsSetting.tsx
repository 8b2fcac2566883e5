import { useState } from 'react';
import { Field } from '../../parts/Field.tsx';

const MOST = 64;

/** A whole number of threads, or nothing for "as the plan needs". */
export function ThreadsSetting({
  threads,
  onChange,
}: {
  threads: number | null;
  onChange: (threads: number) => void;
}) {
  const [text, setText] = useState(threads === null ? '' : String(threads));
  const value = Number(text);
  const wrong = text !== '' && !(Number.isInteger(value) && value >= 1 && value <= MOST);
  return (
    <Field
      maxWidth={200}
      label="Load threads"
      hideLabel
      value={text}
      placeholder="automatic"
      inputMode="numeric"
      onValue={setText}
      error={wrong ? `A whole number from 1 to ${MOST}` : null}
      onBlur={() => {
        if (text !== '' && !wrong && value !== threads) onChange(value);
      }}
    />
  );
}
