import { Box } from './Box.tsx';
import { Labelled, type LabelProps } from './Labelled.tsx';

interface Props<Value extends string> extends LabelProps {
  readonly value: Value;
  readonly options: readonly { readonly value: Value; readonly text: string }[];
  readonly onChange: (value: Value) => void;
  readonly disabled?: boolean;
  readonly mono?: boolean;
}

/** One of a list, as every system shows one. */
export function Choice<Value extends string>(props: Props<Value>) {
  const { value, options, onChange, disabled, mono, ...labels } = props;
  const known = options.some((option) => option.value === value);
  return (
    <Labelled {...labels}>
      {(control) => (
        <Box
          as="select"
          mono={mono}
          {...control}
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
        </Box>
      )}
    </Labelled>
  );
}
