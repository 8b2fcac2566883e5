import { Check, X } from 'lucide-react';
import { useState } from 'react';
import { failureText } from '../../contract/failure.ts';
import { formatBytes, formatMs } from '../../contract/format.ts';
import { keysOf, tableOf } from '../../contract/keys.ts';
import { parsedJson } from '../../contract/plan-data.ts';
import type { TriedStep } from '../../contract/plan-editing.ts';
import { Box, Card, Row, Stack, Text } from './Box.tsx';
import { Button } from './Button.tsx';
import { Definition } from './Definition.tsx';
import { Field } from './Field.tsx';
import { PhaseBar } from './PhaseBar.tsx';
import { Segmented } from './Segmented.tsx';

const SCROLLS = { maxHeight: 320, overflow: 'auto', whiteSpace: 'pre-wrap' } as const;

const SIDES = { body: 'Response', response: 'Response headers', request: 'Request' } as const;
type Shown = keyof typeof SIDES;

interface Props {
  readonly tried: TriedStep;
  readonly onGive: (values: Readonly<Record<string, string>>) => void;
}

/** What one request did: status, time by phase, checks, what was extracted, and both sides word for word. */
export function TryResult({ tried, onGive }: Props) {
  const [shown, setShown] = useState<Shown>('body');
  const { response, failure, missing } = tried;
  const sides: readonly Shown[] = response === null ? ['request'] : keysOf(SIDES);
  const side = sides.includes(shown) ? shown : 'request';
  return (
    <Stack tint="ground" gap={10} pad="normal" data-testid="tried" role="status">
      <Row as="p" wrap align="baseline" gap={12}>
        <Text size="lead" weight="semibold" tone={failure === null ? 'excellent' : 'poor'}>
          {response === null ? (missing.length > 0 ? 'Not sent' : 'No response') : response.status}
        </Text>
        {tried.totalMs === null ? null : <span>{formatMs(tried.totalMs)}</span>}
        {response === null ? null : <Text tone="muted">{formatBytes(response.body.bytes)}</Text>}
        {tried.address === null ? null : <Text tone="muted">{tried.address}</Text>}
        <span>{failure === null ? 'A run would count it as successful.' : failureText(failure)}</span>
        {failure === null ? null : (
          <Text mono tone="muted">
            {failure.code}
          </Text>
        )}
      </Row>
      <Phases tried={tried} />
      <Facts tried={tried} />
      {missing.length > 0 ? <Give names={missing} onGive={onGive} /> : null}
      <div>
        <Segmented
          label="Side"
          value={side}
          onChange={setShown}
          options={tableOf(sides, (name) => SIDES[name])}
        />
      </div>
      <Card as="pre" pad="small" mono breaks style={SCROLLS} tabIndex={0}>
        {side === 'body' ? bodyText(tried) : side === 'response' ? responseText(tried) : requestText(tried)}
      </Card>
    </Stack>
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
    <Stack as="ul" gap={4}>
      {checks.map(({ what, failure }) => (
        <Row as="li" key={`check ${what}`} gap={8} breaks>
          <Fact words={failure === null ? 'holds' : 'failed'} isGood={failure === null} />
          {what}
          {failure === null ? null : <Text tone="muted">{failure.message}</Text>}
        </Row>
      ))}
      {extracted.map(({ name, text }) => (
        <Row as="li" key={`value ${name}`} gap={8} breaks>
          <Fact words={text === null ? 'not found' : 'extracted'} isGood={text !== null} />
          <Text mono>{name}</Text>
          <Text mono tone="muted" clip>
            {text ?? 'is not in the response'}
          </Text>
        </Row>
      ))}
    </Stack>
  );
}

function Fact({ words, isGood }: { words: string; isGood: boolean }) {
  const tone = isGood ? 'excellent' : 'poor';
  return <Box as={isGood ? Check : X} tone={tone} width={14} height={14} aria-label={words} />;
}

/** Values nobody has given yet, to be typed. */
function Give({ names, onGive }: { names: readonly string[]; onGive: Props['onGive'] }) {
  const [values, setValues] = useState<Readonly<Record<string, string>>>({});
  return (
    <Row
      as="form"
      wrap
      align="end"
      gap={8}
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
        />
      ))}
      <Button type="submit">Send with {names.length === 1 ? 'it' : 'them'}</Button>
    </Row>
  );
}

function bodyText({ response }: TriedStep): string {
  if (response === null) return '';
  const { text, cut, bytes } = response.body;
  if (text === '') return 'The response has no body.';
  return cut ? `${text}\n… cut here, of ${formatBytes(bytes)}` : pretty(text);
}

function pretty(text: string): string {
  const value = parsedJson(text);
  return value === undefined ? text : JSON.stringify(value, null, 2);
}

/** The request as it was sent, word for word. */
function requestText({ request }: TriedStep): string {
  const body = request.body === null ? '' : `\n\n${request.body.text}${request.body.cut ? '\n…' : ''}`;
  return `${request.method} ${request.url}\n${headerLines(request.headers)}${body}`;
}

/** Status and headers of the answer. */
function responseText({ response }: TriedStep): string {
  return response === null ? '' : `${response.status}\n${headerLines(response.headers)}`;
}

function headerLines(headers: readonly (readonly [string, string])[]): string {
  return headers.map(([name, value]) => `${name}: ${value}`).join('\n');
}
