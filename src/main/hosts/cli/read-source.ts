import { readFileSync, statSync } from 'node:fs';
import { type Result, succeed } from '../../../contract/failure.ts';
import type { Bytes } from '../../../contract/units.ts';
import { misuse } from './option-values.ts';

/** Recordings of a browser hold whole pages. */
const MAX_SOURCE_BYTES: Bytes = 200_000_000;

interface Hints {
  readonly notThere?: string;
  readonly notText?: string;
}

/**
 * Text in UTF-8 of a file, or of standard input where it is named `-`. A byte order mark is left out, except from a body.
 * @param what begins the sentence about a file that cannot be read: `The document`
 * @returns failures `usage.option`
 */
export function readTextFile(file: string, what: string, body?: Hints): Result<string> {
  const { notThere = 'Check its path and what is in it.', notText = notThere } = body ?? {};
  const shown = file === '-' ? 'standard input' : file;
  try {
    if (file !== '-' && statSync(file).size > MAX_SOURCE_BYTES)
      return misuse(`${what} ${shown} is larger than 200 MB.`, 'Keep the relevant part.');
    const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: body !== undefined });
    return succeed(decoder.decode(readFileSync(file === '-' ? 0 : file)));
  } catch (error) {
    if (error instanceof TypeError) return misuse(`${what} ${shown} is not text in UTF-8.`, notText);
    return misuse(`${what} ${shown} cannot be read.`, notThere);
  }
}
