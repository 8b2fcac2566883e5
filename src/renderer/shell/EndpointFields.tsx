import { ChevronDown, ChevronRight, X } from 'lucide-react';
import { useState } from 'react';
import { METHODS } from '../../contract/methods.ts';
import type { ReadCurl } from '../../contract/plan-preview.ts';
import { Grid, Stack } from '../parts/Box.tsx';
import { Button } from '../parts/Button.tsx';
import { bind } from '../parts/bind.ts';
import { Choice, Field, TextArea } from '../parts/Field.tsx';
import { type AddressErrors, type EndpointForm, FORM_TYPE, JSON_TYPE, takesBody } from './address-form.ts';
import { useReadCurl } from './use-read-curl.ts';

interface Props {
  readonly form: EndpointForm;
  readonly nth: number;
  readonly errors: AddressErrors;
  readonly streams: boolean;
  readonly onChange: (form: EndpointForm) => void;
  /** A cURL command was pasted where an address belongs. */
  readonly onRead: (read: ReadCurl) => void;
  readonly onRemove: (() => void) | undefined;
}

/** One request: its line, and behind it its body, headers and what a good answer has. */
export function EndpointFields({ form, nth, errors, streams, onChange, onRead, onRemove }: Props) {
  /** Null: as its method and what is in it ask for. */
  const [open, setOpen] = useState<boolean | null>(null);
  const { paste } = useReadCurl(onRead);
  const bound = bind(form, onChange, (field) => errors[`${form.key}.${field}`]);
  const isUsed = takesBody(form.method) || form.headers !== '' || form.expect !== '' || form.checks !== '';
  const isOpen = !streams && (open ?? isUsed);
  return (
    <Stack as="section" gap={8} aria-label={`Endpoint ${nth}`} data-endpoint={nth}>
      <Grid columns={streams ? 'minmax(0, 1fr)' : '108px minmax(0, 1fr) auto auto'} gap={6} align="start">
        {streams ? null : (
          <Choice
            label={`Method of endpoint ${nth}`}
            hideLabel
            value={form.method}
            options={METHODS.map((value) => [value, value.toUpperCase()])}
            onChange={(method) => onChange({ ...form, method })}
          />
        )}
        <Field
          mono
          label={`Address of endpoint ${nth}`}
          hideLabel
          {...bound('url')}
          onPaste={streams ? undefined : paste}
          placeholder={nth === 1 ? 'http://localhost:3000/items' : '/orders, or another address'}
          inputMode="url"
        />
        {streams ? null : (
          <Button
            look="quiet"
            icon={isOpen ? <ChevronDown size={15} /> : <ChevronRight size={15} />}
            aria-expanded={isOpen}
            aria-label={`Details of endpoint ${nth}`}
            onClick={() => setOpen(!isOpen)}
          >
            Details
          </Button>
        )}
        {onRemove === undefined ? null : (
          <Button look="quiet" icon={<X />} aria-label={`Remove endpoint ${nth}`} onClick={onRemove} />
        )}
      </Grid>
      {isOpen ? <Details form={form} bound={bound} onChange={onChange} /> : null}
    </Stack>
  );
}

const TYPES = [
  [JSON_TYPE, 'JSON'],
  [FORM_TYPE, 'Form'],
  ['text/plain', 'Text'],
] as const;

interface DetailsProps extends Pick<Props, 'form' | 'onChange'> {
  readonly bound: ReturnType<typeof bind<EndpointForm>>;
}

function Details({ form, bound, onChange }: DetailsProps) {
  const known = TYPES.some(([type]) => type === form.bodyType);
  return (
    <Stack gap={8} style={{ padding: '2px 0 6px 22px' }}>
      {takesBody(form.method) ? (
        <Grid columns="minmax(0, 1fr) 108px" gap={10} align="start">
          <TextArea
            label="Body"
            mono
            rows={2}
            placeholder={form.bodyType === FORM_TYPE ? 'name=value&other=1' : '{ "name": "value" }'}
            {...bound('body')}
          />
          <Choice
            label="Sent as"
            value={form.bodyType}
            options={known ? TYPES : [...TYPES, [form.bodyType, form.bodyType]]}
            onChange={(bodyType) => onChange({ ...form, bodyType })}
          />
        </Grid>
      ) : null}
      <Grid columns="repeat(3, minmax(0, 1fr))" gap={10} align="start">
        <TextArea
          label="Headers of this endpoint"
          mono
          rows={1}
          placeholder="X-Shop: 1"
          {...bound('headers')}
        />
        <Field label="Accepted status codes" placeholder="200-399" {...bound('expect')} />
        <TextArea label="Response JSON has" mono rows={1} placeholder="/ok=true" {...bound('checks')} />
      </Grid>
    </Stack>
  );
}
