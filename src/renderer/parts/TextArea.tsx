import type { ComponentProps } from 'react';
import { Box } from './Box.tsx';
import { Labelled, type LabelProps } from './Labelled.tsx';

interface Props
  extends LabelProps,
    Omit<ComponentProps<'textarea'>, 'onChange' | 'value' | 'rows' | 'wrap' | keyof LabelProps> {
  readonly value: string;
  readonly onValue: (value: string) => void;
  /** At least; it grows with what is in it. */
  readonly rows: number;
  readonly mono?: boolean | undefined;
}

const MAX_ROWS = 14;

/** Several lines of text, with what is wrong below. */
export function TextArea(props: Props) {
  const { label, hideLabel, error, hint, grow, maxWidth, value, onValue, rows, mono, ...rest } = props;
  return (
    <Labelled {...{ label, hideLabel, error, hint, grow, maxWidth }}>
      {(control) => (
        <Box
          as="textarea"
          mono={mono}
          spellCheck={mono !== true}
          {...rest}
          {...control}
          value={value}
          rows={Math.min(MAX_ROWS, Math.max(rows, value.split('\n').length))}
          onChange={(event) => onValue(event.target.value)}
        />
      )}
    </Labelled>
  );
}
