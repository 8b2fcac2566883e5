import { type ComponentProps, type ReactNode, useId } from 'react';
import { Box, Caption, Note, Row, Stack } from './Box.tsx';
import { classNames } from './class-names.ts';
import styles from './Field.module.css';

export interface LabelProps {
  readonly label: string;
  readonly hideLabel?: boolean | undefined;
  /** What is wrong with what was entered. */
  readonly error?: ReactNode;
  readonly hint?: ReactNode;
  /** Takes the room that is left in its row. */
  readonly grow?: boolean | undefined;
  /** As wide as there is room for, and no wider than this many pixels. */
  readonly maxWidth?: number | undefined;
}

/** What ties a control to its label and its note. */
interface ControlProps {
  readonly id: string;
  readonly 'aria-invalid': true | undefined;
  readonly 'aria-describedby': string | undefined;
}

type Labelled = LabelProps & { readonly children: (control: ControlProps) => ReactNode };

/** A control with its label above, and what is to be said of it below: what is wrong, else a hint. */
function Labelled({ label, hideLabel, error, hint, grow, maxWidth, children }: Labelled) {
  const id = useId();
  const note = error ?? hint;
  const noteId = note ? `${id}-note` : undefined;
  return (
    <Stack gap={4} grow={grow} full={maxWidth !== undefined} style={{ maxWidth }}>
      <Caption as="label" htmlFor={id} className={hideLabel ? 'visually-hidden' : undefined}>
        {label}
      </Caption>
      {children({ id, 'aria-invalid': error ? true : undefined, 'aria-describedby': noteId })}
      {note ? (
        <Note as="span" id={noteId} tone={error ? 'poor' : undefined}>
          {note}
        </Note>
      ) : null}
    </Stack>
  );
}

/** Text that is typed: what is there already, and what to do with what is there then. */
type Typed<Tag extends 'input' | 'textarea'> = LabelProps &
  Omit<ComponentProps<Tag>, 'onChange' | 'value' | 'size' | 'rows' | 'wrap' | keyof LabelProps> & {
    readonly value: string;
    readonly onValue: (value: string) => void;
    readonly mono?: boolean | undefined;
  };

type FieldProps = Typed<'input'> & {
  readonly icon?: ReactNode;
  readonly unit?: string | undefined;
  /** As high as a large button. */
  readonly large?: boolean;
};

/** A labelled line of text, with its unit inside and what is wrong below. Browsers do not fill it in. */
export function Field(props: FieldProps) {
  const { label, value, onValue, icon, unit, mono, large, error, hint, hideLabel, grow, maxWidth, ...rest } =
    props;
  return (
    <Labelled {...{ label, hideLabel, error, hint, grow, maxWidth }}>
      {(control) => (
        <Row as="span" className={classNames(styles.box, large && styles.large, error ? styles.wrong : null)}>
          {icon}
          <Box
            as="input"
            mono={mono}
            spellCheck={mono !== true}
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
        </Row>
      )}
    </Labelled>
  );
}

/** At least so many rows; it grows with what is in it. */
type TextAreaProps = Typed<'textarea'> & { readonly rows: number };

const MAX_ROWS = 14;

/** Several lines of text, with what is wrong below. */
export function TextArea(props: TextAreaProps) {
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

interface ChoiceProps<Value extends string> extends LabelProps {
  readonly value: Value;
  readonly options: readonly (readonly [value: Value, text: string])[];
  readonly onChange: (value: Value) => void;
  readonly disabled?: boolean;
  readonly mono?: boolean;
}

/** One of a list, as every system shows one. */
export function Choice<Value extends string>(props: ChoiceProps<Value>) {
  const { value, options, onChange, disabled, mono, ...labels } = props;
  const known = options.some(([one]) => one === value);
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
            const chosen = options.find(([one]) => one === event.target.value);
            if (chosen !== undefined) onChange(chosen[0]);
          }}
        >
          {known ? null : <option value={value}>{value === '' ? '–' : value}</option>}
          {options.map(([one, text]) => (
            <option key={one} value={one}>
              {text}
            </option>
          ))}
        </Box>
      )}
    </Labelled>
  );
}
