import { Toggle } from '@base-ui/react/toggle';
import { ToggleGroup } from '@base-ui/react/toggle-group';
import type { ReactNode } from 'react';
import styles from './Segmented.module.css';

interface Props<Value extends string> {
  readonly label: string;
  readonly value: Value;
  readonly options: readonly {
    readonly value: Value;
    readonly text: ReactNode;
    readonly disabled?: boolean;
  }[];
  readonly onChange: (value: Value) => void;
}

/** One of a few, all in sight; arrow keys move between them. */
export function Segmented<Value extends string>({ label, value, options, onChange }: Props<Value>) {
  const choose = (values: Value[]) => {
    const next = values[0];
    if (next !== undefined) onChange(next);
  };
  return (
    <ToggleGroup className={styles.group} aria-label={label} value={[value]} onValueChange={choose}>
      {options.map((option) => (
        <Toggle
          key={option.value}
          value={option.value}
          className={styles.item}
          disabled={option.disabled ?? false}
        >
          {option.text}
        </Toggle>
      ))}
    </ToggleGroup>
  );
}
