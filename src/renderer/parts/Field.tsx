import { type ComponentProps, type ReactNode, useId } from 'react';
import { classNames } from './class-names.ts';
import styles from './Field.module.css';

interface Props extends Omit<ComponentProps<'input'>, 'onChange' | 'value'> {
  readonly label: string;
  readonly value: string;
  readonly onValue: (value: string) => void;
  readonly unit?: string;
  /** What is wrong with what was entered. */
  readonly error?: string | null;
  readonly hint?: ReactNode;
  readonly hideLabel?: boolean;
}

/** A labelled line of text, with its unit inside and what is wrong below. */
export function Field({ label, value, onValue, unit, error, hint, hideLabel, className, ...rest }: Props) {
  const id = useId();
  const note = error ?? hint;
  return (
    <div className={classNames(styles.field, className)}>
      <label htmlFor={id} className={hideLabel ? 'visually-hidden' : styles.label}>
        {label}
      </label>
      <span className={classNames(styles.box, error ? styles.wrong : null)}>
        <input
          {...rest}
          id={id}
          className={styles.input}
          value={value}
          onChange={(event) => onValue(event.target.value)}
          aria-invalid={error ? true : undefined}
          aria-describedby={note ? `${id}-note` : undefined}
        />
        {unit === undefined ? null : <span className={styles.unit}>{unit}</span>}
      </span>
      {note ? (
        <span id={`${id}-note`} className={error ? styles.error : styles.hint}>
          {note}
        </span>
      ) : null}
    </div>
  );
}
