import { Plus } from 'lucide-react';
import { useState } from 'react';
import type { ReadCurl } from '../../contract/plan-preview.ts';
import { Box, Row, Stack } from '../parts/Box.tsx';
import { Button } from '../parts/Button.tsx';
import { ErrorNote } from '../parts/ErrorNote.tsx';
import { TextArea } from '../parts/Field.tsx';
import { type AddressErrors, type AddressForm, type EndpointForm, newEndpoint } from './address-form.ts';
import { EndpointFields } from './EndpointFields.tsx';
import { withRequests } from './pasted-requests.ts';
import { SharedFields } from './SharedFields.tsx';
import { useReadCurl } from './use-read-curl.ts';

interface Props {
  readonly form: AddressForm;
  readonly errors: AddressErrors;
  readonly onChange: (form: AddressForm) => void;
  /** One address, to which headers and credentials are sent. */
  readonly streams: boolean;
  /** What could not be taken over of what filled the fields. */
  readonly notes: readonly string[];
}

/** What is sent where: the requests, and what goes with all of them. */
export function AddressFields({ form, errors, onChange, streams, notes: before }: Props) {
  const [notes, setNotes] = useState(before);
  const [pasting, setPasting] = useState(false);
  const { endpoints, shared } = form;
  const put = (changed: EndpointForm) =>
    onChange({ ...form, endpoints: endpoints.map((one) => (one.key === changed.key ? changed : one)) });
  const fillIn = (read: ReadCurl) => {
    onChange(withRequests(form, read));
    setNotes(read.notes);
    setPasting(false);
  };
  const shown = streams ? endpoints.slice(0, 1) : endpoints;
  return (
    <Stack gap={10} full>
      {shown.map((one, at) => (
        <EndpointFields
          key={one.key}
          form={one}
          nth={at + 1}
          errors={errors}
          streams={streams}
          onChange={put}
          onRead={fillIn}
          onRemove={
            shown.length === 1
              ? undefined
              : () => onChange({ ...form, endpoints: endpoints.filter(({ key }) => key !== one.key) })
          }
        />
      ))}
      {streams ? null : (
        <Row gap={6}>
          <Button
            size="small"
            icon={<Plus />}
            onClick={() => onChange({ ...form, endpoints: [...endpoints, newEndpoint(endpoints)] })}
            data-testid="add-endpoint"
          >
            Add an endpoint
          </Button>
          <Button size="small" look="quiet" aria-expanded={pasting} onClick={() => setPasting(!pasting)}>
            Paste cURL
          </Button>
        </Row>
      )}
      {pasting && !streams ? <PasteCurl onRead={fillIn} /> : null}
      {notes.length === 0 ? null : (
        <Box as="ul" tint="ground" pad="small" tone="soft" data-testid="curl-notes">
          {notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </Box>
      )}
      <SharedFields form={shared} errors={errors} onChange={(next) => onChange({ ...form, shared: next })} />
    </Stack>
  );
}

/** Commands copied from a browser or a terminal become the fields above. */
function PasteCurl({ onRead }: { onRead: (read: ReadCurl) => void }) {
  const [text, setText] = useState('');
  const { read, failure, forget } = useReadCurl(onRead);
  return (
    <Stack gap={8}>
      <TextArea
        label="cURL commands"
        hideLabel
        mono
        rows={3}
        value={text}
        onValue={(typed) => {
          setText(typed);
          forget();
        }}
        placeholder={`curl 'http://localhost:3000/orders' -H 'Authorization: Bearer …' --json '{ "id": 1 }'`}
        autoFocus
      />
      {failure === null ? null : <ErrorNote failure={failure} reveal />}
      <Button disabled={text.trim() === ''} onClick={() => read(text)}>
        Fill in the fields
      </Button>
    </Stack>
  );
}
