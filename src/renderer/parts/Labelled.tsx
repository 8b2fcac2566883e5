import { type ReactNode, useId } from 'react';
import { classNames } from './class-names.ts';
import styles from './Labelled.module.css';

export interface LabelProps {
  readonly label: string;
  readonly hideLabel?: boolean | undefined;
  /** What is wrong with what was entered. */
  readonly error?: ReactNode;
  readonly hint?: ReactNode;
  readonly className?: string | undefined;
}

/** What ties a control to its label and its note. */
export interface ControlProps {
  readonly id: string;
  readonly 'aria-invalid': true | undefined;
  readonly 'aria-describedby': string | undefined;
}

interface Props extends LabelProps {
  readonly children: (control: ControlProps) => ReactNode;
}

/** A control with its label above, and what is to be said of it below: what is wrong, else a hint. */
export function Labelled({ label, hideLabel, error, hint, className, children }: Props) {
  const id = useId();
  const note = error ?? hint;
  const noteId = note ? `${id}-note` : undefined;
  return (
    <div className={classNames(styles.field, className)}>
      <label htmlFor={id} className={hideLabel ? 'visually-hidden' : styles.label}>
        {label}
      </label>
      {children({ id, 'aria-invalid': error ? true : undefined, 'aria-describedby': noteId })}
      {note ? (
        <span id={noteId} className={error ? styles.error : styles.hint}>
          {note}
        </span>
      ) : null}
    </div>
  );
}
