import { Check, X } from 'lucide-react';
import { useState } from 'react';
import { failureText } from '../../../contract/failure.ts';
import { formatBytes, formatMs } from '../../../contract/format.ts';
import type { TriedStep } from '../../../contract/plan-editing.ts';
import { Button } from '../../parts/Button.tsx';
import { Definition } from '../../parts/Definition.tsx';
import { Field } from '../../parts/Field.tsx';
import { PhaseBar } from '../../parts/PhaseBar.tsx';
import { Segmented } from '../../parts/Segmented.tsx';
import styles from './TryStep.module.css';
import { requestText, responseText } from './try-words.ts';

type Shown = 'body' | 'response' | 'request';

interface Props {
  readonly tried: TriedStep;
  readonly onGive: (values: Readonly<Record<string, string>>) => void;
}

/** What one request did: status, time by phase, checks, what was extracted, and both sides word for word. */
export function TryResult({ tried, onGive }: Props) {
  const [shown, setShown] = useState<Shown>('body');
  const { response, failure, missing } = tried;
  const options = [
    ...(response === null ? [] : [{ value: 'body' as const, text: 'Response' }]),
    ...(response === null ? [] : [{ value: 'response' as const, text: 'Response headers' }]),
    { value: 'request' as const, text: 'Request' },
  ];
  const side = options.some((option) => option.value === shown) ? shown : 'request';
  return (
    <div className={styles.result} data-testid="tried" role="status">
      <p className={styles.head}>
        <span className={styles.status} data-good={failure === null}>
          {response === null ? (missing.length > 0 ? 'Not sent' : 'No response') : response.status}
        </span>
        {tried.totalMs === null ? null : <span>{formatMs(tried.totalMs)}</span>}
        {response === null ? null : <span className="muted">{formatBytes(response.body.bytes)}</span>}
        {tried.address === null ? null : <span className="muted">{tried.address}</span>}
        <span>{failure === null ? 'A run would count it as successful.' : failureText(failure)}</span>
        {failure === null ? null : <span className="mono muted">{failure.code}</span>}
      </p>
      <Phases tried={tried} />
      <Facts tried={tried} />
      {missing.length > 0 ? <Give names={missing} onGive={onGive} /> : null}
      <div>
        <Segmented label="Side" value={side} onChange={setShown} options={options} />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and a keyboard scrolls what has the focus */}
      <pre className={styles.code} tabIndex={0}>
        {side === 'body' ? bodyText(tried) : side === 'response' ? responseText(tried) : requestText(tried)}
      </pre>
    </div>
  );
}

function Phases({ tried }: { tried: TriedStep }) {
  const rows = Object.entries(tried.phasesMs).flatMap(([name, ms]) => (ms === null ? [] : [{ name, ms }]));
  if (rows.length === 0) return null;
  return <PhaseBar phases={rows} lead={<Definition term="phases">phases</Definition>} />;
}

function Facts({ tried: { checks, extracted } }: { tried: TriedStep }) {
  if (checks.length + extracted.length === 0) return null;
  return (
    <ul className={styles.facts}>
      {checks.map(({ what, failure }) => (
        <li key={`check ${what}`}>
          {failure === null ? (
            <Check size={14} className={styles.holds} aria-label="holds" />
          ) : (
            <X size={14} className={styles.fails} aria-label="failed" />
          )}
          {what}
          {failure === null ? null : <span className="muted">{failure.message}</span>}
        </li>
      ))}
      {extracted.map(({ name, text }) => (
        <li key={`value ${name}`}>
          {text === null ? (
            <X size={14} className={styles.fails} aria-label="not found" />
          ) : (
            <Check size={14} className={styles.holds} aria-label="extracted" />
          )}
          <span className="mono">{name}</span>
          <span className="mono muted clip">{text ?? 'is not in the response'}</span>
        </li>
      ))}
    </ul>
  );
}

/** Values nobody has given yet, to be typed. */
function Give({ names, onGive }: { names: readonly string[]; onGive: Props['onGive'] }) {
  const [values, setValues] = useState<Readonly<Record<string, string>>>({});
  return (
    <form
      className={styles.give}
      onSubmit={(event) => {
        event.preventDefault();
        onGive(values);
      }}
    >
      {names.map((name) => (
        <Field
          key={name}
          label={name}
          value={Object.hasOwn(values, name) ? (values[name] ?? '') : ''}
          onValue={(text) => setValues({ ...values, [name]: text })}
          spellCheck={false}
          autoComplete="off"
        />
      ))}
      <Button type="submit">Send with {names.length === 1 ? 'it' : 'them'}</Button>
    </form>
  );
}

function bodyText({ response }: TriedStep): string {
  if (response === null) return '';
  const { text, cut, bytes } = response.body;
  if (text === '') return 'The response has no body.';
  return cut ? `${text}\n… cut here, of ${formatBytes(bytes)}` : pretty(text);
}

function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
