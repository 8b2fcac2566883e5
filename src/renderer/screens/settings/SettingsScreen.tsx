import { useState } from 'react';
import { useStore } from 'zustand';
import type { AppInfo } from '../../../contract/app-info.ts';
import type { Settings } from '../../../contract/wire.ts';
import { Text } from '../../parts/Box.tsx';
import { Field } from '../../parts/Field.tsx';
import { Loaded } from '../../parts/Loaded.tsx';
import { Page } from '../../parts/Page.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { Segmented } from '../../parts/Segmented.tsx';
import { useWorkbench } from '../../stores/workbench.tsx';
import { AlertsPanel } from './AlertsPanel.tsx';
import { KeysPanel } from './KeysPanel.tsx';
import { MachinePanel } from './MachinePanel.tsx';
import { SettingLine } from './SettingLine.tsx';
import { StoragePanel } from './StoragePanel.tsx';

const THEMES = { system: 'System', light: 'Light', dark: 'Dark' } as const;

/** The few things there are to choose, and the facts about this installation. */
export function SettingsScreen() {
  const { settings, app } = useWorkbench();
  const known = useStore(settings, (state) => state.settings);
  const info = useStore(app, (state) => state.info);
  return (
    <Page title="Settings" narrow>
      <Loaded of={known} lines={4}>
        {(value) => <Choices settings={value} />}
      </Loaded>
      <AlertsPanel />
      <StoragePanel />
      <MachinePanel />
      {info.state === 'ready' ? <About info={info.value} /> : null}
      <KeysPanel />
    </Page>
  );
}

function Choices({ settings }: { settings: Settings }) {
  const { settings: store, notices } = useWorkbench();
  const change = (wish: Parameters<ReturnType<typeof store.getState>['change']>[0]) =>
    notices.getState().attempt(store.getState().change(wish));
  return (
    <Panel title="Preferences" testId="preferences">
      <SettingLine name="Theme">
        <Segmented
          label="Theme"
          value={settings.theme}
          options={THEMES}
          onChange={(theme) => change({ theme })}
        />
      </SettingLine>
      <SettingLine
        name="Load threads"
        note="Threads that generate load. By default, Plimsoll uses as many as the plan needs."
      >
        <ThreadsSetting threads={settings.threads} onChange={(threads) => change({ threads })} />
      </SettingLine>
    </Panel>
  );
}

function About({ info }: { info: AppInfo }) {
  const { saveToDisk, openExternal, quit } = info.capabilities;
  const limits = [saveToDisk, openExternal, quit].flatMap((ability) =>
    ability.able ? [] : [ability.reason],
  );
  return (
    <Panel title="This installation" testId="about">
      <SettingLine name="Version">{info.version}</SettingLine>
      <SettingLine name="Data">
        <Text mono>{info.dataDir}</Text>
      </SettingLine>
      <SettingLine name="Node">{info.node}</SettingLine>
      {limits.length === 0 ? null : (
        <SettingLine name="Not available here">
          <ul>
            {limits.map((reason) => (
              <li key={reason}>{reason}</li>
            ))}
          </ul>
        </SettingLine>
      )}
    </Panel>
  );
}

const MAX_THREADS = 64;

/** A whole number of threads, or nothing for "as the plan needs". */
function ThreadsSetting({
  threads,
  onChange,
}: Pick<Settings, 'threads'> & { onChange: (threads: number) => void }) {
  const [text, setText] = useState(threads === null ? '' : String(threads));
  const value = Number(text);
  const wrong = text !== '' && !(Number.isInteger(value) && value >= 1 && value <= MAX_THREADS);
  return (
    <Field
      maxWidth={200}
      label="Load threads"
      hideLabel
      value={text}
      placeholder="automatic"
      inputMode="numeric"
      onValue={setText}
      error={wrong ? `A whole number from 1 to ${MAX_THREADS}` : null}
      onBlur={() => {
        if (text !== '' && !wrong && value !== threads) onChange(value);
      }}
    />
  );
}
