import { Send } from 'lucide-react';
import { useState } from 'react';
import type { TriedStep } from '../../../../contract/plan-editing.ts';
import { Note, Row, Stack } from '../../../parts/Box.tsx';
import { Button } from '../../../parts/Button.tsx';
import { ErrorNote } from '../../../parts/ErrorNote.tsx';
import { Field } from '../../../parts/Field.tsx';
import { TryResult } from '../../../parts/TryResult.tsx';
import { useTask } from '../../../parts/use-task.ts';
import type { AnalysisPlace } from '../analysis-source.ts';
import { filledCurl, variablesOf } from './again.ts';

interface Props {
  readonly curl: string;
  readonly send: NonNullable<AnalysisPlace['sendAgain']>;
}

/** Sends one kept request once more, alone, and shows what became of it; what was hidden in it has to be typed. */
export function SendAgain({ curl, send }: Props) {
  const names = variablesOf(curl);
  const [isAsking, setAsking] = useState(false);
  const [tried, setTried] = useState<TriedStep | null>(null);
  const { busy, failure, attempt } = useTask();
  const begin = async (texts: Readonly<Record<string, string>>) => {
    setAsking(false);
    const result = await attempt(send(filledCurl(curl, texts)));
    setTried(result.ok ? result.value : null);
  };
  return (
    <>
      <Button
        size="small"
        icon={<Send />}
        disabled={busy}
        title="Sends this one request now, without load"
        onClick={() => (names.length === 0 ? void begin({}) : setAsking(!isAsking))}
      >
        {busy ? 'Sending…' : 'Send it again'}
      </Button>
      {isAsking ? <Secrets names={names} onGiven={(texts) => void begin(texts)} /> : null}
      {failure === null ? null : <ErrorNote failure={failure} />}
      {tried === null ? null : (
        <Stack gap={4} full ref={inSight}>
          <h3>Sent again just now</h3>
          <TryResult tried={tried} onGive={() => {}} />
        </Stack>
      )}
    </>
  );
}

/** What has just come is brought into sight. */
function inSight(element: HTMLElement | null): void {
  element?.scrollIntoView({ block: 'nearest' });
}

function Secrets({
  names,
  onGiven,
}: {
  readonly names: readonly string[];
  readonly onGiven: (texts: Readonly<Record<string, string>>) => void;
}) {
  const [texts, setTexts] = useState<Readonly<Record<string, string>>>({});
  const textOf = (name: string) => (Object.hasOwn(texts, name) ? (texts[name] ?? '') : '');
  return (
    <Stack
      as="form"
      gap={6}
      full
      onSubmit={(event) => {
        event.preventDefault();
        onGiven(texts);
      }}
    >
      <Note>Secrets are not kept with a run. What is typed here is remembered until Plimsoll quits.</Note>
      <Row wrap align="end" gap={8}>
        {names.map((name) => (
          <Field
            key={name}
            label={name}
            type="password"
            autoComplete="off"
            value={textOf(name)}
            onValue={(text) => setTexts({ ...texts, [name]: text })}
          />
        ))}
        <Button type="submit" size="small" disabled={names.some((name) => textOf(name) === '')}>
          Send
        </Button>
      </Row>
    </Stack>
  );
}
