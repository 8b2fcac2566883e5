import { useState } from 'react';
import { failureText } from '../../../contract/failure.ts';
import { AddressLine } from '../../parts/AddressLine.tsx';
import { Box } from '../../parts/Box.tsx';
import { readAddress } from '../../shell/read-address.ts';
import { useStartDialog } from '../../shell/StartDialog.tsx';
import { requestOfCurl, requestOfUrl } from '../../shell/start-form.ts';
import { isCurl, useReadCurl } from '../../shell/use-read-curl.ts';
import { StartCard } from './StartCard.tsx';

/** Any address of one's own: typed here, sized in the dialog that follows. */
export function TestUrl() {
  const openStart = useStartDialog();
  const [error, setError] = useState<string | null>(null);
  const { read, paste, failure, forget } = useReadCurl((found) => openStart(requestOfCurl(found)));
  const submit = (text: string) => {
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
      <Box above={8}>
        <AddressLine
          large
          label="Address"
          onTyped={() => {
            setError(null);
            forget();
          }}
          onSubmit={submit}
          onPaste={paste}
          placeholder="http://localhost:3000/health"
          error={error ?? (failure === null ? null : failureText(failure))}
          data-testid="url-field"
        >
          Continue
        </AddressLine>
      </Box>
    </StartCard>
  );
}
