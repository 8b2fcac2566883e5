import { Radio, SendHorizontal } from 'lucide-react';
import { type KeyboardEvent, useId, useState } from 'react';
import { hideCredentials } from '../../../contract/token-shape.ts';
import { Box, Note, Row, Text } from '../../parts/Box.tsx';
import { Button } from '../../parts/Button.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { Segmented } from '../../parts/Segmented.tsx';
import type { ConsoleState } from '../../stores/console.ts';
import { isShortcut } from '../../words/shortcuts.ts';
import styles from './Composer.module.css';
import { jsonProblem } from './frame-words.ts';

/** What to say, as JSON or as any text; what was said before is one click away. */
export function Composer({ state, url }: { state: ConsoleState; url: string }) {
  const id = useId();
  const [text, setText] = useState('');
  const [format, setFormat] = useState<Format>('json');
  const [sent, setSent] = useState<readonly string[]>([]);
  const [error, setError] = useState<string | null>(null);
  const open = state.phase === 'open';
  const send = async (what: string) => {
    const problem = format === 'json' ? jsonProblem(what) : null;
    setError(problem);
    if (problem !== null || !(await state.send(what))) return;
    setSent(remembered(sent, what));
    setText('');
  };
  const onKey = (event: KeyboardEvent) => {
    if (!isShortcut(event, 'send')) return;
    event.preventDefault();
    if (open && text.trim() !== '') void send(text);
  };
  return (
    <Panel
      title="Send a message"
      testId="console-composer"
      actions={
        <Choices
          format={format}
          onFormat={(value) => {
            setFormat(value);
            setError(null);
          }}
          onPing={open ? () => void state.ping() : null}
        />
      }
    >
      <Row align="end" gap={10}>
        <label htmlFor={id} className="visually-hidden">
          Message
        </label>
        <Box
          as="textarea"
          grow
          mono
          id={id}
          rows={3}
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setError(null);
          }}
          onKeyDown={onKey}
          placeholder={format === 'json' ? '{"action": "ping"}' : 'Any text'}
          spellCheck={false}
          aria-invalid={error === null ? undefined : true}
          aria-describedby={error === null ? undefined : `${id}-error`}
          data-testid="console-message"
        />
        <Button
          look="strong"
          icon={<SendHorizontal />}
          disabled={!open || text.trim() === ''}
          onClick={() => void send(text)}
          title="Ctrl Enter"
          data-testid="console-send"
        >
          Send
        </Button>
      </Row>
      {error === null ? null : (
        <Note id={`${id}-error`} above={8} tone="poor" role="alert">
          Not JSON: {error}
        </Note>
      )}
      <Offered
        texts={sent.length > 0 ? sent : suggestionsFor(url)}
        label={sent.length > 0 ? 'Sent before' : 'For example'}
        onChoose={setText}
      />
    </Panel>
  );
}

type Format = 'json' | 'text';

interface ChoicesProps {
  readonly format: Format;
  readonly onFormat: (format: Format) => void;
  /** Null: there is no connection to ping. */
  readonly onPing: (() => void) | null;
}

function Choices({ format, onFormat, onPing }: ChoicesProps) {
  return (
    <>
      <Segmented label="Format" value={format} options={{ json: 'JSON', text: 'Text' }} onChange={onFormat} />
      <Button
        icon={<Radio />}
        disabled={onPing === null}
        onClick={onPing ?? undefined}
        data-testid="console-ping"
      >
        Ping
      </Button>
    </>
  );
}

interface OfferedProps {
  readonly texts: readonly string[];
  readonly label: string;
  readonly onChoose: (text: string) => void;
}

function Offered({ texts, label, onChoose }: OfferedProps) {
  if (texts.length === 0) return null;
  return (
    <Row as="ul" wrap gap={6} above={12} aria-label={label}>
      {texts.map((text) => (
        <li key={text} style={{ maxWidth: 340 }}>
          <Text
            as="button"
            type="button"
            clip
            mono
            tone="soft"
            className={styles.chip}
            title={hideCredentials(text)}
            onClick={() => onChoose(text)}
          >
            {hideCredentials(text)}
          </Text>
        </li>
      ))}
    </Row>
  );
}

const MAX_REMEMBERED = 8;

/** What was sent before, the latest first, each once. */
export function remembered(sent: readonly string[], text: string): readonly string[] {
  return [text, ...sent.filter((one) => one !== text)].slice(0, MAX_REMEMBERED);
}

/** First words for the streaming service of the workspace; other services speak their own language. */
export function suggestionsFor(url: string): readonly string[] {
  if (!/\/ws\/stream(?:\?|$)/.test(url.trim())) return [];
  return [
    '{"action":"subscribe","data":{"topics":["pricing.updates"],"filters":{"commodity":"oil"}}}',
    '{"action":"ping","data":{}}',
  ];
}
