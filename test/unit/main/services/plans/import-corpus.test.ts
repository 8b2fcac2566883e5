import { describe, expect, it } from 'vitest';
import { importCurl } from '../../../../../src/main/services/plans/import/import-curl.ts';
import { importHar } from '../../../../../src/main/services/plans/import/import-har.ts';
import { importOpenApi } from '../../../../../src/main/services/plans/import/openapi/import-openapi.ts';
import { readPlan } from '../../../../../src/main/services/plans/text/parse-plan.ts';
import { kindOf } from '../../../../../src/renderer/screens/plans/list/new-plan.ts';
import type { CorpusDocument, StatedRequest } from '../../../../support/imports/corpus-document.ts';
import { CURL_CORPUS } from '../../../../support/imports/curl-corpus.ts';
import { firstRequests } from '../../../../support/imports/first-requests.ts';
import { HAR_CORPUS } from '../../../../support/imports/har-corpus.ts';
import { OPENAPI_CORPUS } from '../../../../support/imports/openapi-corpus.ts';

const IMPORTERS = { curl: importCurl, har: importHar, openapi: importOpenApi };
const CORPUS: readonly CorpusDocument[] = [...CURL_CORPUS, ...HAR_CORPUS, ...OPENAPI_CORPUS];

/** Classes stand in an order of their own; what one of them asks is in the order of the source. */
function byLine(requests: readonly StatedRequest[]): StatedRequest[] {
  const line = ({ method, url }: StatedRequest) => `${method === 'SSE' ? 'GET' : method} ${url}`;
  return requests.toSorted((a, b) => (line(a) < line(b) ? -1 : 1));
}

/** As every client does that is told nothing else (curl and browsers too). */
function withUsual(requests: readonly StatedRequest[]): StatedRequest[] {
  return requests.map((request) => ({ ...request, headers: { accept: '*/*', ...request.headers } }));
}

describe('a corpus of imports', () => {
  it('has 150 documents and more, none of them twice', () => {
    expect(new Set(CORPUS.map(({ text }) => text)).size).toBe(CORPUS.length);
    expect(CORPUS.length).toBeGreaterThanOrEqual(150);
    for (const kind of ['curl', 'har', 'openapi'] as const)
      expect(CORPUS.filter((one) => one.kind === kind).length).toBeGreaterThanOrEqual(25);
  });

  it.each(CORPUS.map((one) => [one.name, one] as const))('%s', async (_, one) => {
    expect(kindOf(one.text)).toBe(one.kind);
    const imported = IMPORTERS[one.kind](one.text);
    if (!imported.ok) throw new Error(imported.failure.message);
    const { text, notes, secrets } = imported.value;
    expect(readPlan(text).ok).toBe(true);
    for (const note of one.notes ?? []) expect(notes).toContainEqual(expect.stringMatching(note));
    const requests = await firstRequests(text, { ...one.fill, ...secrets });
    // A recording has an order; commands and operations have one by class only.
    if (one.kind === 'har') expect(requests).toEqual(withUsual(one.requests));
    else expect(byLine(requests)).toEqual(byLine(withUsual(one.requests)));
  });
});
