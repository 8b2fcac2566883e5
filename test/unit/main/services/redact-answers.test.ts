/** What failed is shown with what came back, and what came back may hold the secrets that were sent. */
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { MAX_ANSWER_PART_BYTES } from '../../../../src/contract/tick.ts';
import { createRedactor } from '../../../../src/main/services/secrets/redact.ts';
import { bodyText, frameText, headText } from '../../../../src/workers/engine/drivers/answer-text.ts';

const TOKEN = `canary-${'c2lnbmF0dXJl'.repeat(4)}/"ü`;
const redact = createRedactor(Object.entries({ token: TOKEN }));

function shown(body: string | Buffer, change: { type?: string; encoding?: string } = {}): string {
  const bytes = Buffer.from(body);
  const start = { bytes, type: '', encoding: '', isWhole: true, totalBytes: bytes.length, ...change };
  return redact(bodyText(start).body);
}

describe('a secret in what came back is hidden', () => {
  it('in a body of JSON', () => {
    expect(shown(JSON.stringify({ error: `unknown key ${TOKEN}` }))).toBe(
      '{"error":"unknown key [secret token]"}',
    );
  });

  it('in a header', () => {
    const head = headText(`HTTP/1.1 401 No\r\nx-echo: Bearer ${TOKEN}\r\nvia: proxy`, true);
    expect(redact(head)).toBe('HTTP/1.1 401 No\nx-echo: Bearer [secret token]\nvia: proxy');
  });

  it('in base64', () => {
    expect(shown(`got ${Buffer.from(TOKEN).toString('base64')}!`)).toBe('got [secret token]!');
  });

  it('in the hexadecimal of a binary body, also where that is cut', () => {
    const short = createRedactor(Object.entries({ pin: 'q7-pinned' }));
    const binary = {
      bytes: Buffer.from('\0\x01q7-pinned'),
      type: '',
      encoding: '',
      isWhole: true,
      totalBytes: 11,
    };
    expect(short(bodyText(binary).body)).toBe('00 01 [secret pin]');
    expect(shown(`\0\x01${TOKEN}`)).toBe('00 01 [secret token]…');
  });

  it('in a packed body', () => {
    expect(shown(gzipSync(`no ${TOKEN}`), { encoding: 'gzip' })).toBe('no [secret token]');
  });

  it.each([1, 5, 20, 40])('cut at the edge of what is kept, after %i of its characters', (kept) => {
    const room = MAX_ANSWER_PART_BYTES - Buffer.byteLength('…');
    const text = shown(`${'x'.repeat(room - kept)}${TOKEN} and more`);
    expect(text.replace(/^x+/, '')).toBe(kept < 4 ? `${TOKEN.slice(0, kept)}…` : '[secret token]…');
  });

  it('cut where the service stopped sending', () => {
    const bytes = Buffer.from(`{"t":"${TOKEN.slice(0, 20)}`);
    const { body } = bodyText({ bytes, type: '', encoding: '', isWhole: false, totalBytes: bytes.length });
    expect(redact(body)).toBe('{"t":"[secret token]…');
  });

  it('cut at the edge of a head', () => {
    const head = headText(`HTTP/1.1 400 No\r\nx-long: ${'y'.repeat(2_000)}${TOKEN}`, true);
    expect(redact(head)).toMatch(/y\[secret token\]…$/);
    expect(Buffer.byteLength(head)).toBeLessThanOrEqual(MAX_ANSWER_PART_BYTES);
  });

  it('in a message of a stream, cut', () => {
    const frame = Buffer.from(`${'z'.repeat(2_020)}${TOKEN}`);
    const { body } = frameText(frame.subarray(0, MAX_ANSWER_PART_BYTES), frame.length);
    expect(redact(body)).toMatch(/z\[secret token\]…$/);
  });
});
