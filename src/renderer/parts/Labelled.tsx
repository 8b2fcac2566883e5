import { type ReactNode, useId } from 'react';
import { Caption, Note, Stack } from './Box.tsx';

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

interface Props extends LabelProps {
  readonly children: (control: ControlProps) => ReactNode;
}

/** A control with its label above, and what is to be said of it below: what is wrong, else a hint. */
export function Labelled({ label, hideLabel, error, hint, grow, maxWidth, children }: Props) {
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
