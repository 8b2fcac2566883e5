import type { IncomingMessage } from 'node:http';
import { parsedJson } from '../../contract/plan-data.ts';
import { type Answer, badRequest, refusal } from './endpoint.ts';

/** The largest request body taken, in bytes. */
const MAX_BODY_BYTES = 65_536;

const TOO_LARGE = refusal(413, 'body_too_large', `the body is larger than ${MAX_BODY_BYTES} bytes`, [
  'Connection',
  'close',
]);
const NOT_JSON = badRequest('the body is not JSON');

/** A parsed body, or the refusal it earned. */
type JsonBody = { readonly value: unknown } | { readonly refused: Answer };

/** Collects a JSON body and hands it on once; nothing is handed on when the client goes away before its end. */
export function readJsonBody(
  request: IncomingMessage,
  allowEmpty: boolean,
  done: (body: JsonBody) => void,
): void {
  const chunks: Buffer[] = [];
  let bytes = 0;
  let refused = false;
  request.on('data', (chunk: Buffer) => {
    if (refused) return;
    bytes += chunk.length;
    if (bytes <= MAX_BODY_BYTES) {
      chunks.push(chunk);
      return;
    }
    refused = true;
    done({ refused: TOO_LARGE });
  });
  request.on('end', () => {
    if (!refused) done(parsed(chunks, allowEmpty));
  });
}

function parsed(chunks: readonly Buffer[], allowEmpty: boolean): JsonBody {
  const only = chunks.length === 1 ? chunks[0] : undefined;
  const text = (only ?? Buffer.concat(chunks)).toString('utf8');
  if (text === '' && allowEmpty) return { value: undefined };
  const value = parsedJson(text);
  return value === undefined ? { refused: NOT_JSON } : { value };
}
