import type { ComponentProps } from 'react';
import { Labelled, type LabelProps } from './Labelled.tsx';
import styles from './TextArea.module.css';

interface Props
  extends LabelProps,
    Omit<ComponentProps<'textarea'>, 'onChange' | 'value' | 'rows' | keyof LabelProps> {
  readonly value: string;
  readonly onValue: (value: string) => void;
  /** At least; it grows with what is in it. */
  readonly rows: number;
  readonly mono?: boolean | undefined;
}

const MAX_ROWS = 14;

/** Several lines of text, with what is wrong below. */
export function TextArea(props: Props) {
  const { label, hideLabel, error, hint, className, value, onValue, rows, mono, ...rest } = props;
  return (
    <Labelled label={label} hideLabel={hideLabel} error={error} hint={hint} className={className}>
      {(control) => (
        <textarea
          spellCheck={mono !== true}
          {...rest}
          {...control}
          className={styles.text}
          data-mono={mono}
          value={value}
          rows={Math.min(MAX_ROWS, Math.max(rows, value.split('\n').length))}
          onChange={(event) => onValue(event.target.value)}
        />
      )}
    </Labelled>
  );
}
