import type { Failure } from '../../../contract/failure.ts';
import { failureFor } from '../../engine/drivers/failure-codes.ts';

/** A refusal is short; what is longer is an answer. */
const LONGEST_REFUSAL = 4_096;
const OPEN_BRACE = 0x7b;

/**
 * Some services let everybody open a WebSocket and refuse on it: one frame `{"error": CODE, "message": …}`, then a close
 * with 1000. What such a frame says as a failure, should the close follow; null: it is no such frame. Only the first
 * frame of a connection can be one.
 */
export function refusalIn(frame: Buffer): Failure | null {
  const text = errorIn(frame);
  if (text === null) return null;
  return failureFor(speaksOfAuthorization(text) ? 'auth.rejected' : 'ws.closed_early', text);
}

/** What a frame says is wrong, where it is one that says so: `{"error": CODE, "message": …}`; null: it is another. */
export function errorIn(frame: Buffer): string | null {
  // Nearly every frame is another: that is seen without reading it.
  if (frame.length > LONGEST_REFUSAL || frame[0] !== OPEN_BRACE || !frame.includes('"error"')) return null;
  const said = parsed(frame);
  if (said === null) return null;
  const { type, code, error, message } = said;
  const isError = isWord(error) || (type === 'error' && (isWord(code) || isWord(message)));
  return isError ? [error, code, message].filter(isWord).join(': ') : null;
}

/** `author` is somebody else. */
const AUTHORIZATION =
  /auth(?!ors?\b)|forbidden|token|credential|denied|permission|api.?key|\bjwt\b|log.?in\b|session.?(?:expired|invalid)|(?:expired|invalid).?session|\b4?40[137]\b/i;
/** Buckets of rate limits have tokens, too. */
const LIMIT = /rate.?limit|quota|too.?many|\b4?429\b/i;

function speaksOfAuthorization(text: string): boolean {
  return AUTHORIZATION.test(text) && !LIMIT.test(text);
}

function parsed(frame: Buffer): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(frame.toString('utf8'));
    return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : null;
  } catch {
    return null;
  }
}

function isWord(value: unknown): value is string | number {
  return typeof value === 'number' || (typeof value === 'string' && value !== '');
}
