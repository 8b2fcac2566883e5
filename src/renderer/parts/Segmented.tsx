import { Toggle } from '@base-ui/react/toggle';
import { ToggleGroup } from '@base-ui/react/toggle-group';
import type { ReactNode } from 'react';
import { entriesOf } from '../../contract/keys.ts';
import styles from './Segmented.module.css';

interface Props<Value extends string> {
  readonly label: string;
  /** Null: none of them (yet). */
  readonly value: Value | null;
  readonly options: Readonly<Record<Value, ReactNode>>;
  readonly onChange: (value: Value) => void;
  readonly disabled?: boolean;
}

/** One of a few, all in sight; arrow keys move between them. */
export function Segmented<Value extends string>(props: Props<Value>) {
  const { label, value, options, onChange, disabled = false } = props;
  const choose = ([next]: Value[]) => (next === undefined ? undefined : onChange(next));
  return (
    <ToggleGroup
      className={styles.group}
      aria-label={label}
      value={value === null ? [] : [value]}
      onValueChange={choose}
      disabled={disabled}
    >
      {entriesOf(options).map(([option, text]) => (
        <Toggle key={option} value={option} className={styles.item}>
          {text}
        </Toggle>
      ))}
    </ToggleGroup>
  );
}
