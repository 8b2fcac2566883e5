import type { ComponentProps } from 'react';
import { classNames } from './class-names.ts';
import styles from './Field.module.css';
import { Labelled, type LabelProps } from './Labelled.tsx';

interface Props extends LabelProps, Omit<ComponentProps<'input'>, 'onChange' | 'value' | keyof LabelProps> {
  readonly value: string;
  readonly onValue: (value: string) => void;
  readonly unit?: string;
}

/** A labelled line of text, with its unit inside and what is wrong below. */
export function Field(props: Props) {
  const { label, value, onValue, unit, error, hint, hideLabel, className, ...rest } = props;
  return (
    <Labelled label={label} hideLabel={hideLabel} error={error} hint={hint} className={className}>
      {(control) => (
        <span className={classNames(styles.box, error ? styles.wrong : null)}>
          <input
            {...rest}
            {...control}
            className={styles.input}
            value={value}
            onChange={(event) => onValue(event.target.value)}
          />
          {unit === undefined ? null : <span className={styles.unit}>{unit}</span>}
        </span>
      )}
    </Labelled>
  );
}
