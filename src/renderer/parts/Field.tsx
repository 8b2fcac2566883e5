import type { ComponentProps, ReactNode } from 'react';
import { Box, Note } from './Box.tsx';
import { classNames } from './class-names.ts';
import styles from './Field.module.css';
import { Labelled, type LabelProps } from './Labelled.tsx';

interface Props
  extends LabelProps,
    Omit<ComponentProps<'input'>, 'onChange' | 'value' | 'size' | keyof LabelProps> {
  readonly value: string;
  readonly onValue: (value: string) => void;
  readonly icon?: ReactNode;
  readonly unit?: string | undefined;
  readonly mono?: boolean | undefined;
  /** As high as a large button. */
  readonly large?: boolean;
}

/** A labelled line of text, with its unit inside and what is wrong below. Most are no prose, and nothing to be filled in. */
export function Field(props: Props) {
  const { label, value, onValue, icon, unit, mono, large, error, hint, hideLabel, grow, maxWidth, ...rest } =
    props;
  return (
    <Labelled {...{ label, hideLabel, error, hint, grow, maxWidth }}>
      {(control) => (
        <span className={classNames(styles.box, large && styles.large, error ? styles.wrong : null)}>
          {icon}
          <Box
            as="input"
            mono={mono}
            spellCheck={false}
            autoComplete="off"
            {...rest}
            {...control}
            className={styles.input}
            value={value}
            onChange={(event) => onValue(event.target.value)}
          />
          {unit === undefined ? null : (
            <Note as="span" rigid style={{ paddingRight: 10 }}>
              {unit}
            </Note>
          )}
        </span>
      )}
    </Labelled>
  );
}
