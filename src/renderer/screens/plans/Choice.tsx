import { type ReactNode, useId } from 'react';
import { classNames } from '../../parts/class-names.ts';
import styles from './Choice.module.css';

interface Props<Value extends string> {
  readonly label: string;
  readonly hideLabel?: boolean;
  readonly value: Value;
  readonly options: readonly { readonly value: Value; readonly text: string }[];
  readonly onChange: (value: Value) => void;
  readonly disabled?: boolean;
  readonly error?: ReactNode;
  readonly className?: string | undefined;
}

/** One of a list, as every system shows one. */
export function Choice<Value extends string>(props: Props<Value>) {
  const { label, hideLabel, value, options, onChange, disabled, error, className } = props;
  const id = useId();
  const known = options.some((option) => option.value === value);
  return (
    <div className={classNames(styles.choice, className)}>
      <label htmlFor={id} className={hideLabel ? 'visually-hidden' : styles.label}>
        {label}
      </label>
      <select
        id={id}
        className={styles.select}
        value={value}
        disabled={disabled}
        onChange={(event) => {
          const chosen = options.find((option) => option.value === event.target.value);
          if (chosen !== undefined) onChange(chosen.value);
        }}
      >
        {known ? null : <option value={value}>{value === '' ? '–' : value}</option>}
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.text}
          </option>
        ))}
      </select>
      {error ? <span className={styles.error}>{error}</span> : null}
    </div>
  );
}
