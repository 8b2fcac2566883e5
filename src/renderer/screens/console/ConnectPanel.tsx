import { Plug, Unplug } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import type { ConsoleOpened } from '../../../contract/console.ts';
import { SAMPLE_TOKEN } from '../../../contract/sample-services.ts';
import { Note, Row, Stack, Text } from '../../parts/Box.tsx';
import { Button } from '../../parts/Button.tsx';
import { bind } from '../../parts/bind.ts';
import { Field, TextArea } from '../../parts/Field.tsx';
import { Figure } from '../../parts/Figure.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { Segmented } from '../../parts/Segmented.tsx';
import type { ConsoleState } from '../../stores/console.ts';
import styles from './ConnectPanel.module.css';
import { type ConsoleForm, type FormErrors, requestOf } from './console-form.ts';

interface Props {
  readonly form: ConsoleForm;
  readonly onForm: (form: ConsoleForm) => void;
  readonly state: ConsoleState;
  /** The address is that of a sample service, which wants a token and takes any. */
  readonly isSample: boolean;
}

const PHASE_WORDS = {
  idle: 'Not connected',
  opening: 'Connecting…',
  open: 'Connected',
  closing: 'Closing…',
  closed: 'Closed',
} as const;

const DOT = { width: 8, height: 8, borderRadius: '50%' };

/** Where to, with what; and what opening took. */
export function ConnectPanel({ form, onForm, state, isSample }: Props) {
  const [errors, setErrors] = useState<FormErrors>({});
  const { phase, opened } = state;
  const isOpen = phase === 'open';
  const busy = phase === 'opening' || phase === 'open' || phase === 'closing';
  const change = (next: ConsoleForm) => {
    onForm(next);
    setErrors({});
  };
  const bound = bind(form, change, (field) => errors[field]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (busy) return void state.close();
    const read = requestOf(form);
    setErrors(read.errors ?? {});
    if (read.errors === null) void state.open(read.request);
  };
  return (
    <Panel
      title="Connection"
      testId="console-connection"
      actions={
        <Row
          as="span"
          gap={6}
          tone={isOpen ? 'ink' : 'muted'}
          size="small"
          role="status"
          style={{ paddingRight: 4 }}
        >
          <span style={{ ...DOT, background: `var(--${isOpen ? 'excellent' : 'line-strong'})` }} />
          {PHASE_WORDS[phase]}
        </Row>
      }
    >
      <Stack as="form" gap={12} onSubmit={submit} noValidate>
        <Field
          label="Address"
          placeholder="ws://localhost:8001/ws/stream"
          inputMode="url"
          disabled={busy}
          data-testid="console-url"
          {...bound('url')}
        />
        <Token form={form} bound={bound} disabled={busy} />
        {isSample && form.token === '' && !busy ? (
          <Row justify="space-between" gap={8} tone="muted" size="small">
            The sample services require a token and accept any.
            <Button
              size="small"
              onClick={() => bound('token').onValue(SAMPLE_TOKEN)}
              data-testid="sample-token"
            >
              Use a sample token
            </Button>
          </Row>
        ) : null}
        <details className={styles.more}>
          <summary>Subprotocols and headers</summary>
          <Field
            label="Subprotocols"
            placeholder="graphql-transport-ws, mqtt"
            disabled={busy}
            {...bound('subprotocols')}
          />
          <TextArea
            label="Headers"
            mono
            rows={3}
            placeholder={'Origin: https://app.example\nX-Tenant: north'}
            disabled={busy}
            {...bound('headers')}
          />
        </details>
        <Button
          type="submit"
          size="large"
          look={busy ? 'plain' : 'strong'}
          icon={busy ? <Unplug /> : <Plug />}
          disabled={phase === 'closing'}
          data-testid="console-connect"
        >
          {phase === 'opening' ? 'Cancel' : busy ? 'Close' : 'Connect'}
        </Button>
      </Stack>
      {opened === null ? null : <Opened opened={opened} />}
    </Panel>
  );
}

interface TokenProps {
  readonly form: ConsoleForm;
  readonly bound: ReturnType<typeof bind<ConsoleForm>>;
  readonly disabled: boolean;
}

function Token({ form, bound, disabled }: TokenProps) {
  return (
    <Row align="end" gap={8}>
      <Field
        grow
        label="Token"
        placeholder="{{ env.TOKEN }}"
        type={form.token.includes('{{') || form.token === '' ? 'text' : 'password'}
        disabled={disabled}
        data-testid="console-token"
        {...bound('token')}
      />
      <Segmented
        label="Send token as"
        value={form.tokenPlace}
        options={{ query: '?token=', bearer: 'Bearer' }}
        onChange={bound('tokenPlace').onValue}
        disabled={disabled}
      />
    </Row>
  );
}

/** Where it went, and where the time of opening went. */
function Opened({ opened }: { opened: ConsoleOpened }) {
  const { dns, connect, tls, upgrade } = opened.phasesMs;
  const rows = [
    ['DNS', dns],
    ['Connect', connect],
    ['TLS', tls],
    ['Upgrade', upgrade],
    ['Total', opened.connectMs],
  ] as const;
  return (
    <Stack gap={4} ruled above={12} breaks>
      <Text as="p" mono>
        {opened.address}
      </Text>
      <Text as="p" tone="soft" size="small">
        {opened.subprotocol === null ? (
          'No subprotocol agreed on.'
        ) : (
          <>
            Subprotocol <Text mono>{opened.subprotocol}</Text>
          </>
        )}
      </Text>
      <Row as="dl" wrap gap={20}>
        {rows.map(([name, ms]) =>
          ms === null ? null : (
            <div key={name}>
              <Note as="dt">{name}</Note>
              <dd>
                <Figure kind="ms" value={ms} />
              </dd>
            </div>
          ),
        )}
      </Row>
    </Stack>
  );
}
