import type { Answer } from '../../../contract/tick.ts';
import type { Bytes } from '../../../contract/units.ts';
import { bodyText, headText } from '../../engine/drivers/answer-text.ts';
import { type Exchange, isAccepted } from '../../engine/drivers/driver.ts';
import { headerLinesOf } from '../../engine/drivers/response-headers.ts';

/** Room for the head and the body that are shown, and for the framing around them. */
const MAX_RAW: Bytes = 6_144;
const CR = 13;

/**
 * The first bytes of a response as they came, of one that fails or may yet fail. A good response that comes in one read,
 * as nearly all do, is never copied; memory is taken with the first that is.
 */
export class KeptResponse {
  #memory: Buffer | null = null;
  #used: Bytes = 0;
  #total: Bytes = 0;

  /** A request begins. */
  clear(): void {
    this.#used = 0;
    this.#total = 0;
  }

  get isEmpty(): boolean {
    return this.#used === 0;
  }

  add(bytes: Buffer, to: number): void {
    this.#total += to;
    if (this.#used === MAX_RAW) return;
    this.#memory ??= Buffer.allocUnsafeSlow(MAX_RAW);
    this.#used += bytes.copy(this.#memory, this.#used, 0, Math.min(to, MAX_RAW - this.#used));
  }

  /** @param isWhole the response ended as it should */
  tell(bodyBytes: Bytes, isWhole: boolean): Answer {
    const raw = (this.#memory ?? Buffer.alloc(0)).subarray(0, this.#used);
    return answerOfRaw(raw, { bodyBytes, isWhole: isWhole && this.#used === this.#total });
  }
}

/** Whether the bytes of a response that has come whole are what a reader will want to see. */
export function isToBeKept({ status, accepted }: Exchange, isCoded: boolean): boolean {
  // A body that cannot be decoded leaves no text.
  return isCoded || !isAccepted(status, accepted);
}

/** What came, as far as its bytes were kept. */
function answerOfRaw(raw: Buffer, { bodyBytes, isWhole }: { bodyBytes: Bytes; isWhole: boolean }): Answer {
  const from = raw.toString('latin1', 0, 5) === 'HTTP/' ? startOfFinal(raw) : -1;
  const end = from < 0 ? null : endOfHead(raw, from);
  if (from < 0) {
    const start = { bytes: raw, type: '', encoding: '', isWhole, totalBytes: raw.length };
    const { body, note } = bodyText(start);
    return { head: '', body, note: note === '' ? 'what came is not HTTP' : note };
  }
  if (end === null) {
    return { head: headText(raw.toString('latin1', from), false), body: '', note: 'the head did not end' };
  }
  const head = raw.toString('latin1', from, end.at);
  const rest = raw.subarray(end.next);
  const isChunked = /chunked/i.test(headerIn(head, 'transfer-encoding'));
  const bytes = isChunked ? withoutChunks(rest) : rest;
  const text = bodyText({
    bytes,
    type: headerIn(head, 'content-type'),
    encoding: headerIn(head, 'content-encoding'),
    isWhole: isWhole && bytes.length >= bodyBytes,
    totalBytes: Math.max(bodyBytes, bytes.length),
  });
  return { head: headText(head, true), ...text };
}

/** Where the head of the final response begins: after interim ones (100 … 199). */
function startOfFinal(raw: Buffer): number {
  let from = 0;
  while (/^HTTP\/1\.\d 1\d\d\b/.test(raw.toString('latin1', from, from + 13))) {
    const end = endOfHead(raw, from);
    if (end === null || end.next >= raw.length) return from;
    from = end.next;
  }
  return from;
}

/** Where a head ends and what follows begins, with whatever line ends it has; null: it does not end. */
function endOfHead(raw: Buffer, from: number): { readonly at: number; readonly next: number } | null {
  const found = /\r?\n\r?\n/.exec(raw.toString('latin1', from));
  if (found === null) return null;
  return { at: from + found.index, next: from + found.index + found[0].length };
}

function headerIn(head: string, name: string): string {
  return new RegExp(`^${name}:[ \\t]*(.*)$`, 'im').exec(head)?.[1]?.trim() ?? '';
}

/** The content of the chunks. What is no chunk is shown up to the end of its line: a text there may be the reason. */
function withoutChunks(raw: Buffer): Buffer {
  const parts: Buffer[] = [];
  let at = 0;
  while (at < raw.length) {
    const feed = raw.indexOf('\n', at);
    const line = feed > 0 && raw[feed - 1] === CR ? feed - 1 : feed;
    const size = /^([0-9a-f]{1,8})[ \t]*(?:;|$)/i.exec(raw.toString('latin1', at, line < 0 ? at : line));
    if (size === null) {
      if (parts.length === 0) parts.push(raw.subarray(at, line < 0 ? raw.length : line));
      break;
    }
    const length = Number.parseInt(size[1] ?? '0', 16);
    if (length === 0) break;
    parts.push(raw.subarray(feed + 1, feed + 1 + length));
    const next = feed + 1 + length;
    at = next + (raw[next] === CR ? 2 : 1);
  }
  return Buffer.concat(parts);
}

/** What is known of a response none of whose bytes were kept: its status was accepted, and a check failed. */
export function answerOfRecord({
  status,
  responseHeaders,
  responseBody,
  responseBytes,
}: Exchange): Answer | null {
  if (status < 0) return null;
  const head = headText([`HTTP/1.1 ${status}`, ...headerLinesOf(responseHeaders)].join('\n'), true);
  if (responseBody === null) {
    return { head, body: '', note: `the body was not kept: nothing reads it` };
  }
  return { head, ...bodyOfText(responseBody, responseBytes) };
}

function bodyOfText(text: string, totalBytes: Bytes): Pick<Answer, 'body' | 'note'> {
  // Characters to bytes: never fewer.
  const start = Buffer.from(text.slice(0, MAX_RAW));
  const isWhole = text.length <= MAX_RAW;
  return bodyText({ bytes: start, type: '', encoding: '', isWhole, totalBytes });
}
