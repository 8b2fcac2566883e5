import { type Failure, fail, type Result, succeed } from '../../../contract/failure.ts';
import { counted } from '../../../contract/format.ts';
import type { EpochMillis, Millis } from '../../../contract/units.ts';
import type { LookupAll } from '../target/health.ts';
import type { AlertMessage } from './alert-message.ts';
import { type Attempt, postOnce } from './post-once.ts';
import { signedHeaders } from './sign-message.ts';

/** What delivering needs of the world. */
export interface DeliveryPorts {
  now(): EpochMillis;
  /** Uniform in [0, 1). */
  random(): number;
  /** Resolves after so long, or at once where the signal is given. */
  wait(ms: Millis, signal: AbortSignal): Promise<void>;
  readonly lookup?: LookupAll | undefined;
}

interface Receiver {
  readonly url: string;
  readonly key: Uint8Array;
  readonly allowedHosts: readonly string[];
}

/** Between the attempts, doubled each time, give or take a fifth. */
const FIRST_WAIT_MS: Millis = 1_000;
const ATTEMPTS = 5;
/** Who waits for the end of a run waits no longer than this for its alert. */
const WITHIN_MS: Millis = 60_000;
const TIMEOUT_MS: Millis = 15_000;

/**
 * Posts a message until it is taken, or it is clear that it will not be: at most five times within a minute, with the same id and
 * the same body, so that the receiver can tell a second delivery from a second message.
 * @returns how many attempts it took; failures `alert.not_delivered`, `alert.redirected`, `alert.refused`, `guard.blocked_host`
 */
export async function deliver(
  message: AlertMessage,
  { url, key, allowedHosts }: Receiver,
  ports: DeliveryPorts,
  signal: AbortSignal,
): Promise<Result<number>> {
  const startedAt = ports.now();
  let last: Exclude<Attempt, { kind: 'delivered' }> = {
    kind: 'later',
    why: 'Plimsoll was closed',
    afterMs: null,
  };
  let attempts = 0;
  while (attempts < ATTEMPTS && !signal.aborted) {
    attempts += 1;
    const left = WITHIN_MS - (ports.now() - startedAt);
    const attempt = await postOnce({
      url,
      allowedHosts,
      headers: signedHeaders(message, key, ports.now()),
      body: message.body,
      timeoutMs: Math.max(1_000, Math.min(TIMEOUT_MS, left)),
      lookup: ports.lookup,
      signal,
    });
    if (attempt.kind === 'delivered') return succeed(attempts);
    last = attempt;
    if (attempt.kind === 'never') break;
    const waitMs = attempt.afterMs ?? FIRST_WAIT_MS * 2 ** (attempts - 1) * (0.8 + 0.4 * ports.random());
    if (attempts === ATTEMPTS || ports.now() - startedAt + waitMs > WITHIN_MS) break;
    await ports.wait(waitMs, signal);
  }
  return fail(notDelivered(url, last, { attempts, forMs: ports.now() - startedAt }));
}

function notDelivered(
  url: string,
  last: Exclude<Attempt, { kind: 'delivered' }>,
  { attempts, forMs }: { readonly attempts: number; readonly forMs: Millis },
): Failure {
  const often = attempts < 2 ? '' : ` (${counted(attempts, 'attempt')} in ${Math.round(forMs / 1_000)} s)`;
  return {
    code: last.kind === 'never' ? last.code : 'alert.not_delivered',
    side: 'network',
    message: `The alert was not delivered to ${new URL(url).host}: ${last.why}${often}.`,
    hint: HINTS[last.kind === 'never' ? last.code : 'alert.not_delivered'] ?? '',
  };
}

const HINTS: Readonly<Record<string, string>> = {
  'alert.not_delivered':
    'The result of the run stands; try the webhook in Settings once its receiver is back.',
  'alert.redirected': 'Set the address that it leads to, if that is the right one.',
  'alert.refused': 'Check the address of the webhook, and that its receiver has the same secret.',
  'guard.blocked_host': 'Allow the host in Settings, or name it with --allow-host.',
};
