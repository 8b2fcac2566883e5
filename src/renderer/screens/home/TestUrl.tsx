import { type FormEvent, useState } from 'react';
import { Button } from '../../parts/Button.tsx';
import { Field } from '../../parts/Field.tsx';
import { useStartDialog } from '../../shell/StartDialog.tsx';
import { requestOfUrl } from '../../shell/start-form.ts';
import styles from './FirstSteps.module.css';
import { readAddress } from './read-address.ts';

/** Any address of one's own: typed here, sized in the dialog that follows. */
export function TestUrl() {
  const openStart = useStartDialog();
  const [text, setText] = useState('');
  const [error, setError] = useState<string | null>(null);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const address = readAddress(text);
    setError(address.ok ? null : address.error);
    if (address.ok) openStart(requestOfUrl(address.url));
  };
  return (
    <section className={styles.step} aria-labelledby="test-url">
      <h2 id="test-url">Test a URL</h2>
      <p className={styles.text}>
        An HTTP, WebSocket or event-stream address. You choose load and duration before anything is sent.
      </p>
      <form className={styles.line} onSubmit={submit} noValidate>
        <Field
          className={styles.grow}
          label="Address"
          hideLabel
          value={text}
          onValue={(value) => {
            setText(value);
            setError(null);
          }}
          placeholder="http://localhost:3000/health"
          error={error}
          spellCheck={false}
          autoComplete="off"
          inputMode="url"
          data-testid="url-field"
        />
        <Button type="submit" size="large">
          Continue
        </Button>
      </form>
    </section>
  );
}
