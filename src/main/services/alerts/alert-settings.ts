import { type AlertSettings, alertSettingsSchema, type Webhook } from '../../../contract/alert.ts';
import { type Failure, testFailure } from '../../../contract/failure.ts';
import { hideInAddresses } from '../../../contract/token-shape.ts';
import type { ArgumentOf } from '../../../contract/wire.ts';
import type { SettingsStore } from '../../storage/run-record.ts';
import { readJson } from '../settings.ts';

const KEY = 'alerts';
const NOT_SET: AlertSettings = {
  webhook: null,
  on: { regression: true, gate: true, trust: true },
  desktop: false,
};

/** As stored; what cannot be read is as if never set. */
export function readAlertSettings(store: SettingsStore): AlertSettings {
  return readJson(store, KEY, alertSettingsSchema) ?? NOT_SET;
}

export function changeAlertSettings(store: SettingsStore, change: ArgumentOf<'alerts.set'>): AlertSettings {
  return store.atomically(() => {
    const { webhook, on, desktop } = readAlertSettings(store);
    const changed: AlertSettings = {
      webhook: change.webhook === undefined ? webhook : change.webhook,
      on: change.on ?? on,
      desktop: change.desktop ?? desktop,
    };
    store.set(KEY, JSON.stringify(changed));
    return changed;
  });
}

/** What is wrong with the address of a webhook; null: nothing. It is stored, so it holds no credential. */
export function whyNoWebhook({ url }: Pick<Webhook, 'url'>): Failure | null {
  const parsed = URL.canParse(url) ? new URL(url) : null;
  if (parsed === null || !/^https?:$/.test(parsed.protocol))
    return testFailure(
      'alert.bad_address',
      `${hideInAddresses(url).slice(0, 200)} is no address to post to.`,
      'For example: https://hooks.example.com/plimsoll',
    );
  if (parsed.username === '' && parsed.password === '' && hideInAddresses(url) === url) return null;
  return testFailure(
    'alert.credential',
    'The address of the webhook holds a credential, which would be stored with it.',
    'Leave it out: messages are signed, and the receiver can tell by that whose they are.',
  );
}
