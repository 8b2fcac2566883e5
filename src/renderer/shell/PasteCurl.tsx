import { useState } from 'react';
import type { ReadCurl } from '../../contract/wire.ts';
import { Stack } from '../parts/Box.tsx';
import { Button } from '../parts/Button.tsx';
import { ErrorNote } from '../parts/ErrorNote.tsx';
import { TextArea } from '../parts/Field.tsx';
import { useReadCurl } from './use-read-curl.ts';

/** Commands copied from a browser or a terminal become the fields above. */
export function PasteCurl({ onRead }: { onRead: (read: ReadCurl) => void }) {
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
