import { useEffect, useMemo, useState } from 'react';
import { useStore } from 'zustand';
import type { AlertDelivery, AlertState, Webhook } from '../../../contract/alert.ts';
import { failureText, type Result } from '../../../contract/failure.ts';
import type { ArgumentOf } from '../../../contract/wire.ts';
import { Note, Row, Stack } from '../../parts/Box.tsx';
import { Button } from '../../parts/Button.tsx';
import { ErrorNote } from '../../parts/ErrorNote.tsx';
import { Field } from '../../parts/Field.tsx';
import { Loaded } from '../../parts/Loaded.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { SwitchField } from '../../parts/SwitchField.tsx';
import { useTask } from '../../parts/use-task.ts';
import { createAnswerStore, valueIn } from '../../stores/loadable.ts';
import { useWorkbench } from '../../stores/workbench.tsx';
import { SettingLine } from './SettingLine.tsx';

/** Who is told of what happened in a run: a webhook, the desktop; each tried with a button. */
export function AlertsPanel() {
  const { host } = useWorkbench();
  const known = useMemo(() => createAnswerStore(host, 'alerts.get', {}), [host]);
  const load = () => void known.getState().load();
  useEffect(() => void known.getState().load(), [known]);
  return (
    <Panel title="Alerts" testId="alerts">
      <Loaded of={useStore(known).answer} lines={4}>
        {(state) => <Alerts state={state} onChanged={load} />}
      </Loaded>
    </Panel>
  );
}

const REASONS = [
  ['regression', 'Regression against a baseline'],
  ['gate', 'Failed gate'],
  ['trust', 'Lost trust'],
] as const;

function Alerts({ state, onChanged }: { state: AlertState; onChanged: () => void }) {
  const { host } = useWorkbench();
  const { failure, attempt } = useTask();
  const change = async (to: ArgumentOf<'alerts.set'>) => {
    const done = await attempt(host.call('alerts.set', to));
    onChanged();
    return done.ok;
  };
  return (
    <>
      {failure === null ? null : <ErrorNote failure={failure} reveal />}
      <SettingLine name="When">
        <Row gap={16} wrap>
          {REASONS.map(([name, label]) => (
            <SwitchField
              key={name}
              label={label}
              checked={state.on[name]}
              onChange={(checked) => void change({ on: { ...state.on, [name]: checked } })}
            />
          ))}
        </Row>
      </SettingLine>
      <SettingLine name="Desktop">
        <Desktop isOn={state.desktop} onChange={(desktop) => change({ desktop })} />
      </SettingLine>
      <SettingLine
        name="Webhook"
        note="Signed as Standard Webhooks has it. The secret is never stored: it comes from the variable, or is typed here and kept until Plimsoll ends."
      >
        <WebhookForm
          key={JSON.stringify(state.webhook)}
          state={state}
          onSave={(webhook) => change({ webhook })}
          onChanged={onChanged}
        />
      </SettingLine>
    </>
  );
}

function Desktop({ isOn, onChange }: { isOn: boolean; onChange: (on: boolean) => Promise<boolean> }) {
  const { host, app } = useWorkbench();
  const isElectron = useStore(app, (state) => valueIn(state.info)?.host === 'electron');
  const [said, setSaid] = useState('');
  const allow = async () => {
    const refusal = isElectron ? '' : await whyNotAllowed();
    setSaid(refusal);
    return refusal === '';
  };
  const attempt = async () => {
    if (!(await allow())) return;
    const tried = await host.call('alerts.try', { channel: 'desktop' });
    setSaid(answerText(tried));
  };
  return (
    <Row gap={16} wrap>
      <SwitchField
        label="Show a notification"
        checked={isOn}
        onChange={(checked) =>
          void (checked ? allow().then((able) => (able ? onChange(true) : false)) : onChange(false))
        }
      />
      <Button size="small" onClick={() => void attempt()} data-testid="try-desktop">
        Try it
      </Button>
      <Note as="span" role="status">
        {said}
      </Note>
    </Row>
  );
}

/** Asks the browser. @returns empty: it shows notifications */
async function whyNotAllowed(): Promise<string> {
  if (!('Notification' in window)) return 'This browser shows no notifications.';
  const answer =
    Notification.permission === 'default' ? await Notification.requestPermission() : Notification.permission;
  return answer === 'granted'
    ? ''
    : 'The browser does not allow notifications of this page; its settings of the page say so.';
}

interface FormProps {
  readonly state: AlertState;
  readonly onSave: (webhook: Webhook | null) => Promise<boolean>;
  readonly onChanged: () => void;
}

const SECRET_WORDS: Readonly<Record<AlertState['secret'], string>> = {
  session: 'Typed in this session.',
  environment: 'Found in the environment.',
  nowhere: 'Not set: nothing can be sent.',
  wrong: 'What it holds is no secret for webhooks: whsec_ and base64.',
};

function WebhookForm({ state: { webhook, secret }, onSave, onChanged }: FormProps) {
  const { host, notices } = useWorkbench();
  const [url, setUrl] = useState(webhook?.url ?? '');
  const [secretVariable, setVariable] = useState(webhook?.secretVariable ?? 'PLIMSOLL_WEBHOOK_SECRET');
  const [allowHost, setAllowHost] = useState(webhook?.allowHost ?? false);
  const [text, setText] = useState('');
  const { busy, failure, attempt } = useTask();
  const [said, setSaid] = useState('');
  const asked = { url: url.trim(), secretVariable: secretVariable.trim(), allowHost };
  const isSaved = webhook !== null && JSON.stringify(webhook) === JSON.stringify(asked);
  const save = async () => {
    if (text !== '') {
      const kept = await notices
        .getState()
        .attempt(host.call('secrets.set', { variable: asked.secretVariable, text }));
      if (!kept.ok) return;
      setText('');
    }
    await onSave(asked.url === '' ? null : asked);
    onChanged();
  };
  const send = async () => {
    setSaid('');
    const tried = await attempt(host.call('alerts.try', { channel: 'webhook' }));
    if (tried.ok) setSaid(tried.value.sentence);
  };
  return (
    <Stack gap={10}>
      <Field
        label="Address"
        value={url}
        onValue={setUrl}
        placeholder="https://hooks.example.com/plimsoll"
        mono
      />
      <Row gap={12} wrap align="start">
        <Field label="Variable with the secret" value={secretVariable} onValue={setVariable} mono grow />
        <Field
          label="Secret, for this session"
          type="password"
          value={text}
          onValue={setText}
          placeholder="whsec_…"
          hint={webhook === null ? undefined : SECRET_WORDS[secret]}
          mono
          grow
        />
      </Row>
      <SwitchField
        label="Its host is outside this machine, and may be contacted"
        checked={allowHost}
        onChange={setAllowHost}
      />
      {failure === null ? null : <ErrorNote failure={failure} reveal />}
      <Row gap={8}>
        <Button
          disabled={busy || (isSaved && text === '') || (url.trim() === '' && webhook === null)}
          onClick={() => void save()}
          data-testid="save-webhook"
        >
          {url.trim() === '' && webhook !== null ? 'Remove' : 'Save'}
        </Button>
        <Button disabled={busy || !isSaved} onClick={() => void send()} data-testid="try-webhook">
          {busy ? 'Sending…' : 'Send a test'}
        </Button>
        <Note as="span" role="status">
          {said}
        </Note>
      </Row>
    </Stack>
  );
}

function answerText(tried: Result<AlertDelivery>): string {
  return tried.ok ? tried.value.sentence : failureText(tried.failure);
}
