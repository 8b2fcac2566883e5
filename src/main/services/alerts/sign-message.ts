import { createHmac } from 'node:crypto';
import { fail, type Result, succeed, testFailure } from '../../../contract/failure.ts';
import type { EpochMillis } from '../../../contract/units.ts';
import type { AlertMessage } from './alert-message.ts';

const PREFIX = 'whsec_';
const KEY_BYTES = { least: 24, most: 64 } as const;

/**
 * The key that a secret stands for: `whsec_` and 24 to 64 bytes in base64.
 * @see Standard Webhooks 1.0.0, "Signature scheme"
 */
export function signingKey(secret: string, variable: string): Result<Uint8Array> {
  const text = secret.trim();
  const base64 = text.slice(PREFIX.length);
  const key = Buffer.from(base64, 'base64');
  const isWritten = text.startsWith(PREFIX) && /^[A-Za-z0-9+/]+={0,2}$/.test(base64);
  if (isWritten && key.length >= KEY_BYTES.least && key.length <= KEY_BYTES.most) return succeed(key);
  return fail(
    testFailure(
      'alert.bad_secret',
      `What ${variable} holds is no secret for webhooks: that is ${PREFIX} and ${KEY_BYTES.least} to ${KEY_BYTES.most} bytes in base64.`,
      `Take the one of the receiver, or make one: echo ${PREFIX}$(openssl rand -base64 32)`,
    ),
  );
}

/** The headers of one attempt: the id is that of the message, the time that of the attempt. */
export function signedHeaders(
  { id, body }: AlertMessage,
  key: Uint8Array,
  at: EpochMillis,
): Readonly<Record<string, string>> {
  const timestamp = String(Math.floor(at / 1_000));
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  return {
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': `v1,${signature}`,
  };
}
