import { get as httpGet } from 'node:http';
import { get as httpsGet } from 'node:https';
import { type Failure, fail, type Result, succeed } from '../../../contract/failure.ts';
import { hideInAddresses } from '../../../contract/token-shape.ts';
import type { Bytes, Millis } from '../../../contract/units.ts';
import { guardedLookup, guardUrl } from './health.ts';

const TIMEOUT_MS: Millis = 10_000;
/** Descriptions of APIs are a few megabytes at most. */
const MAX_BYTES: Bytes = 20_000_000;

/** Whether a word of a command line is fetched, and not a file. */
export function isAddress(word: string): boolean {
  return /^https?:\/\//i.test(word);
}

/**
 * Fetches a document with one GET: no redirect is followed, nothing is retried, and no address is connected to that a
 * run could not connect to.
 * @returns failures `guard.blocked_host`, `target.document`
 */
export async function fetchText(url: string, allowedHosts: readonly string[]): Promise<Result<string>> {
  if (!URL.canParse(url)) return fail(noDocument(url, 'it is not an address'));
  const blocked = await guardUrl(url, allowedHosts);
  if (blocked !== null) return fail(blocked);
  return new Promise((resolve) => {
    const refuse = (why: string) => resolve(fail(noDocument(url, why)));
    const target = new URL(url);
    const request = (target.protocol === 'https:' ? httpsGet : httpGet)(target, {
      agent: false,
      headers: {
        'user-agent': 'plimsoll-document',
        accept: 'application/json, application/yaml, text/yaml, */*;q=0.5',
      },
      lookup: guardedLookup(allowedHosts),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    request.on('error', ({ name, message }) =>
      refuse(/Abort|Timeout/.test(name) ? `no response within ${TIMEOUT_MS / 1_000} s` : message),
    );
    request.on('upgrade', ({ statusCode }, socket) => {
      socket.destroy();
      refuse(`it responded with ${statusCode}`);
    });
    const closed = () => refuse('the connection was closed without a response');
    request.on('close', closed);
    request.on('response', (response) => {
      request.off('close', closed);
      const status = response.statusCode ?? 0;
      const chunks: Buffer[] = [];
      let bytes = 0;
      response.on('error', (error) => refuse(error.message));
      response.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        bytes += chunk.length;
        if (bytes > MAX_BYTES) request.destroy(new Error('it has more than 20 MB'));
      });
      response.on('end', () => {
        const { location } = response.headers;
        if (status >= 300 && status < 400 && location !== undefined)
          refuse(`it responded with ${status} and points to ${hideInAddresses(location).slice(0, 200)}`);
        else if (status !== 200) refuse(`it responded with ${status}`);
        else resolve(textOf(url, Buffer.concat(chunks)));
      });
    });
  });
}

function textOf(url: string, bytes: Buffer): Result<string> {
  try {
    return succeed(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return fail(noDocument(url, 'it is not text in UTF-8'));
  }
}

function noDocument(url: string, why: string): Failure {
  return {
    code: 'target.document',
    side: 'target',
    message: `${hideInAddresses(url).slice(0, 200)} could not be fetched: ${why}.`,
    hint: 'Check the address, or save the document and name the file.',
  };
}
