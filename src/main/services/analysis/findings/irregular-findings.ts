import type { Irregularity } from '../../../../contract/tick.ts';
import type { EndpointFact, Rule } from './finding.ts';
import { list, placeName, shareOf, sum } from './finding-words.ts';

/** What a strict reader would have refused, as a reader of HTTP calls it. */
const HEADS: readonly (readonly [kind: Irregularity, words: string])[] = [
  ['bare_lf', 'lines that end with a bare LF'],
  ['length_and_chunked', 'a Content-Length beside chunks'],
  ['same_length_twice', 'the same Content-Length twice'],
];

const answersOf = ({ ok, failed, leftOut }: EndpointFact) => ok + failed + leftOut;
const countOf = ({ irregular }: EndpointFact, kind: Irregularity) => irregular[kind] ?? 0;

/** Read as curl and browsers read them, and said: the next client or proxy may not be as lenient. */
const irregularHeads: Rule = {
  code: 'http.irregular',
  kind: 'hint',
  claim: 'fact',
  find: ({ endpoints }) => {
    const rows = HEADS.flatMap(([kind, words]) => {
      const places = endpoints
        .filter((place) => countOf(place, kind) > 0)
        .toSorted((a, b) => countOf(b, kind) - countOf(a, kind));
      if (places.length === 0) return [];
      return [{ words, places, text: `${words}: ${countedPlaces(places, kind)}` }];
    });
    if (rows.length === 0) return null;
    const places = new Set(rows.flatMap((row) => row.places));
    const worst = [...places].map((place) => Math.max(...HEADS.map(([kind]) => countOf(place, kind))));
    return {
      title: 'Responses break HTTP/1.1 in ways that clients accept',
      evidence: `They were read as curl and browsers read them. ${rows.map(({ text }) => `${capital(text)}.`).join(' ')}`,
      suggestion:
        'Fix what writes these headers: strict clients and proxies reject them. To count them as errors, set strictHttp in the limits of the plan, or --strict-http.',
      explains: sum(worst, (count) => count) / Math.max(1, sum([...places], answersOf)),
    };
  },
};

/** A good status told before the whole request was there was not decided by what it said. */
const answeredEarly: Rule = {
  code: 'answers.early',
  kind: 'hint',
  claim: 'fact',
  find: ({ endpoints }) => {
    const places = endpoints
      .filter((place) => countOf(place, 'early_answer') > 0)
      .toSorted((a, b) => countOf(b, 'early_answer') - countOf(a, 'early_answer'));
    if (places.length === 0) return null;
    const count = sum(places, (place) => countOf(place, 'early_answer'));
    return {
      title: count === 1 ? 'A response came early' : 'Responses came early',
      evidence: `The final response began while its request was still being sent: ${countedPlaces(places, 'early_answer')}. The rest of the request was not sent, and the connection was closed.`,
      suggestion:
        'Check why the service responds before it has read the body: a limit on its size, a check of the headers. Its times are not those of whole requests.',
      explains: count / Math.max(1, sum(places, answersOf)),
    };
  },
};

/** A session that is begun and not gone on with: each later request comes from a stranger. */
const cookiesIgnored: Rule = {
  code: 'cookies.ignored',
  kind: 'hint',
  claim: 'fact',
  find: ({ endpoints }) => {
    const places = endpoints.filter((place) => countOf(place, 'cookie_ignored') > 0);
    if (places.length === 0) return null;
    return {
      title: 'Cookies of the setup are not sent',
      evidence: `The setup received cookies (${countedPlaces(places, 'cookie_ignored')}), and the users of this plan keep none.`,
      suggestion:
        'Set cookies: true in the limits of the plan if the tasks need the session that the setup started.',
      explains: 0.5,
    };
  },
};

/** Good by their status; what a client would have made of their bodies is not known. */
const notDecoded: Rule = {
  code: 'answers.not_decoded',
  kind: 'hint',
  claim: 'fact',
  find: ({ endpoints }) => {
    const places = endpoints
      .filter((place) => countOf(place, 'not_decoded') > 0)
      .toSorted((a, b) => countOf(b, 'not_decoded') - countOf(a, 'not_decoded'));
    if (places.length === 0) return null;
    const count = sum(places, (place) => countOf(place, 'not_decoded'));
    return {
      title: 'Not every compressed body was decoded',
      evidence: `More compressed bodies arrived at once than are kept for decoding, and no check reads them: ${countedPlaces(places, 'not_decoded')}. Whether these bodies are valid is not known; their sizes and times are correct.`,
      suggestion:
        'Add a check on the body, so that every one is decoded, or run fewer users at once on these endpoints.',
      explains: count / Math.max(1, sum(places, answersOf)),
    };
  },
};

function countedPlaces(places: readonly EndpointFact[], kind: Irregularity): string {
  return list(
    places.map(
      (place) => `${placeName(place)} in ${shareOf(countOf(place, kind), answersOf(place), 'responses')}`,
    ),
  );
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

export const IRREGULAR_RULES: readonly Rule[] = [irregularHeads, answeredEarly, cookiesIgnored, notDecoded];
