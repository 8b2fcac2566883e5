import { type FormEvent, useId, useState } from 'react';
import { failureText } from '../../../contract/failure.ts';
import { Row } from '../../parts/Box.tsx';
import { Button } from '../../parts/Button.tsx';
import { Field } from '../../parts/Field.tsx';
import { ServiceAddresses } from '../../parts/ServiceAddresses.tsx';
import { readAddress } from '../../shell/read-address.ts';
import { useStartDialog } from '../../shell/StartDialog.tsx';
import { requestOfCurl, requestOfUrl } from '../../shell/start-form.ts';
import { isCurl, useReadCurl } from '../../shell/use-read-curl.ts';
import { StartCard } from './StartCard.tsx';

/** Any address of one's own: typed here, sized in the dialog that follows. */
export function TestUrl() {
  const openStart = useStartDialog();
  const addresses = useId();
  const [text, setText] = useState('');
  const [error, setError] = useState<string | null>(null);
  const { read, paste, failure, forget } = useReadCurl((found) => openStart(requestOfCurl(found)));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isCurl(text)) return void read(text);
    const address = readAddress(text);
    setError(address.ok ? null : address.error);
    if (address.ok) openStart(requestOfUrl(address.url));
  };
  return (
    <StartCard
      title="Test a URL"
      what="An HTTP, WebSocket or event-stream address, or a cURL command. You choose requests, load and duration before anything is sent."
    >
      <Row as="form" align="start" gap={10} above={8} onSubmit={submit} noValidate>
        <Field
          grow
          large
          label="Address"
          hideLabel
          value={text}
          onValue={(value) => {
            setText(value);
            setError(null);
            forget();
          }}
          onPaste={paste}
          placeholder="http://localhost:3000/health"
          error={error ?? (failure === null ? null : failureText(failure))}
          inputMode="url"
          data-testid="url-field"
          list={addresses}
        />
        <ServiceAddresses id={addresses} />
        <Button type="submit" size="large">
          Continue
        </Button>
      </Row>
    </StartCard>
  );
}
