import type { AlertDelivery, AlertState, DesktopAlert, Webhook } from '../../../contract/alert.ts';
import { fail, failureText, type Result, succeed, testFailure } from '../../../contract/failure.ts';
import type { Summary } from '../../../contract/summary.ts';
import type { ArgumentOf } from '../../../contract/wire.ts';
import type { Storage } from '../../storage/storage.ts';
import type { KnownSecrets } from '../secrets/known-secrets.ts';
import type { SecretSource } from '../secrets/session-secrets.ts';
import { guardUrl } from '../target/health.ts';
import { alertOf, type RunAlert, triedAlert } from './alert-message.ts';
import { changeAlertSettings, readAlertSettings, whyNoWebhook } from './alert-settings.ts';
import { type DeliveryPorts, deliver } from './deliver.ts';
import { signingKey } from './sign-message.ts';

interface AlertsParts extends DeliveryPorts {
  readonly storage: Pick<Storage, 'settings' | 'readonly'>;
  readonly known: KnownSecrets;
  readonly allowedHosts: readonly string[];
  /** What a variable holds, and where that comes from. */
  secretOf(variable: string): SecretSource;
  /** Shows it on the desktop, or tells who can. */
  show(alert: DesktopAlert): void;
}

interface Ready {
  readonly url: string;
  readonly key: Uint8Array;
  readonly allowedHosts: readonly string[];
}

/**
 * Tells people of what happened in runs: by a webhook, and on the desktop. Whatever becomes of an alert, a run's result is what it
 * was. A run is told of once: its message has the id of the run, however often it is tried.
 */
export class Alerts {
  readonly #parts: AlertsParts;
  readonly #closing = new AbortController();
  readonly #underWay = new Set<Promise<unknown>>();
  /** Runs that were told of in this process. */
  readonly #told = new Map<string, Promise<AlertDelivery>>();

  constructor(parts: AlertsParts) {
    this.#parts = parts;
  }

  state(): AlertState {
    const settings = readAlertSettings(this.#parts.storage.settings);
    const { webhook } = settings;
    if (webhook === null) return { ...settings, secret: 'nowhere' };
    const { from, text } = this.#parts.secretOf(webhook.secretVariable);
    const isWrong = text !== '' && !signingKey(text, webhook.secretVariable).ok;
    return { ...settings, secret: isWrong ? 'wrong' : from };
  }

  /** @returns failures `alert.bad_address`, `alert.credential`, `storage.read_only` */
  change(change: ArgumentOf<'alerts.set'>): Result<AlertState> {
    const { storage } = this.#parts;
    if (storage.readonly) return fail(READ_ONLY);
    const wrong = change.webhook ? whyNoWebhook(change.webhook) : null;
    if (wrong !== null) return fail(wrong);
    changeAlertSettings(storage.settings, change);
    return succeed(this.state());
  }

  /** Sends one that says only that alerts arrive, now and once. */
  async try({ channel }: ArgumentOf<'alerts.try'>): Promise<Result<AlertDelivery>> {
    const at = this.#parts.now();
    const alert = triedAlert(`test_${at.toString(36)}`, new Date(at).toISOString());
    if (channel === 'desktop') {
      this.#parts.show(alert.desktop);
      return succeed({ outcome: 'delivered', sentence: 'A notification was shown.' });
    }
    const { webhook } = readAlertSettings(this.#parts.storage.settings);
    if (webhook === null) return fail(NO_WEBHOOK);
    const ready = await this.check(webhook);
    if (!ready.ok) return ready;
    const sent = await this.#deliver(alert, ready.value);
    if (!sent.ok) return sent;
    return succeed({ outcome: 'delivered', sentence: deliveredText(ready.value.url, sent.value) });
  }

  /**
   * Whether alerts could be posted there, before anything is sent.
   * @returns failures `alert.bad_address`, `alert.credential`, `alert.no_secret`, `alert.bad_secret`, `guard.blocked_host`
   */
  async check({ url, secretVariable, allowHost }: Webhook): Promise<Result<Ready>> {
    const wrong = whyNoWebhook({ url });
    if (wrong !== null) return fail(wrong);
    const { text } = this.#parts.secretOf(secretVariable);
    if (text === '') return fail(noSecret(secretVariable));
    this.#parts.known.add([[secretVariable, text]]);
    const key = signingKey(text, secretVariable);
    if (!key.ok) return key;
    const own = allowHost ? [new URL(url).hostname] : [];
    const allowedHosts = [...this.#parts.allowedHosts, ...own];
    const { lookup } = this.#parts;
    const blocked = await guardUrl(url, allowedHosts, lookup === undefined ? {} : { lookup });
    if (blocked !== null && !blocked.code.startsWith('dns.')) return fail(blocked);
    return succeed({ url, key: key.value, allowedHosts });
  }

  /**
   * Tells of a run that has ended, where something happened that alerts are for; once, however often it is asked.
   * @param webhook for this run alone; absent: that of the settings, if there is one
   */
  raise(summary: Summary, webhook?: Webhook): Promise<AlertDelivery> {
    const { id } = summary.run;
    const told = this.#told.get(id);
    if (told !== undefined) return told;
    const telling = this.#raise(summary, webhook);
    this.#told.set(id, telling);
    return telling;
  }

  /** Gives up what is under way. */
  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.allSettled(this.#underWay);
  }

  async #raise(summary: Summary, given: Webhook | undefined): Promise<AlertDelivery> {
    const { storage, known, show } = this.#parts;
    const settings = readAlertSettings(storage.settings);
    // Who names a webhook for a run wants all of them.
    const alert = alertOf(summary, given === undefined ? settings.on : ALL);
    if (alert === null) return { outcome: 'not due', sentence: '' };
    const hidden = known.redact(alert);
    if (settings.desktop) show(hidden.desktop);
    const webhook = given ?? settings.webhook;
    if (webhook === null) return { outcome: settings.desktop ? 'delivered' : 'not due', sentence: '' };
    const ready = await this.check(webhook);
    if (!ready.ok) return { outcome: 'failed', sentence: `No alert was sent. ${failureText(ready.failure)}` };
    const sent = await this.#deliver(hidden, ready.value);
    return sent.ok
      ? { outcome: 'delivered', sentence: deliveredText(ready.value.url, sent.value) }
      : { outcome: 'failed', sentence: failureText(sent.failure) };
  }

  #deliver({ message }: RunAlert, ready: Ready): Promise<Result<number>> {
    const delivering = deliver(message, ready, this.#parts, this.#closing.signal);
    this.#underWay.add(delivering);
    return delivering.finally(() => this.#underWay.delete(delivering));
  }
}

const ALL = { regression: true, gate: true, trust: true };

const READ_ONLY = {
  code: 'storage.read_only',
  side: 'client',
  message:
    'The data was written by a newer Plimsoll and is open for reading only, so alerts cannot be changed.',
  hint: 'Update Plimsoll, or choose another folder with --data-dir.',
} as const;

const NO_WEBHOOK = testFailure('alert.no_webhook', 'No webhook is set.', 'Enter its address first.');

function noSecret(variable: string): ReturnType<typeof testFailure> {
  return testFailure(
    'alert.no_secret',
    `The variable ${variable} holds no secret to sign the webhook with.`,
    'Set it where Plimsoll is started, or type the secret in Settings.',
  );
}

function deliveredText(url: string, attempts: number): string {
  const times = attempts === 1 ? '' : ` at the ${ORDINALS[attempts] ?? 'last'} attempt`;
  return `The alert was delivered to ${new URL(url).host}${times}.`;
}

const ORDINALS: Readonly<Record<number, string>> = { 2: 'second', 3: 'third', 4: 'fourth', 5: 'fifth' };
