import { type ComponentProps, type ReactNode, useId, useState } from 'react';
import { useOwnServices } from '../stores/workbench.tsx';
import { Row } from './Box.tsx';
import { Button } from './Button.tsx';
import { Field } from './Field.tsx';

interface Props
  extends Omit<ComponentProps<typeof Field>, 'value' | 'onValue' | 'onSubmit' | 'list' | 'children'> {
  /** What was typed so far is another text. */
  readonly onTyped: () => void;
  readonly onSubmit: (text: string) => void;
  /** On the button. */
  readonly children: ReactNode;
}

/** An address to begin with, and the button that does so; offered are the addresses set up under Services. */
export function AddressLine({ onTyped, onSubmit, children, ...field }: Props) {
  const addresses = useId();
  const own = useOwnServices();
  const [text, setText] = useState('');
  const submit = (event: { preventDefault(): void }) => {
    event.preventDefault();
    onSubmit(text);
  };
  const type = (typed: string) => {
    setText(typed);
    onTyped();
  };
  return (
    <Row as="form" align="start" gap={field.large ? 10 : 8} onSubmit={submit} noValidate>
      <Field grow hideLabel value={text} onValue={type} inputMode="url" list={addresses} {...field} />
      <datalist id={addresses}>
        {own.flatMap(({ id: service, service: name, addresses: known }) =>
          known.map(({ label, url }) => (
            <option key={`${service} ${url}`} value={`${url}/`} label={`${name} · ${label}`} />
          )),
        )}
      </datalist>
      <Button type="submit" size={field.large ? 'large' : 'normal'}>
        {children}
      </Button>
    </Row>
  );
}
