import type { Irregularity } from '../../../../contract/tick.ts';
import { type Draft, type EndpointFact, type Rule, rule } from './finding.ts';
import { begun, list, placeName, shareOf, sum } from './finding-words.ts';

/** What a strict reader would have refused, as a reader of HTTP calls it. */
const HEADS: readonly (readonly [kind: Irregularity, words: string])[] = [
  ['bare_lf', 'lines that end with a bare LF'],
  ['length_and_chunked', 'a Content-Length beside chunks'],
  ['same_length_twice', 'the same Content-Length twice'],
];

const answersOf = ({ ok, failed, leftOut }: EndpointFact) => ok + failed + leftOut;
const countOf = ({ irregular }: EndpointFact, kind: Irregularity) => irregular[kind] ?? 0;

/** Where answers were irregular in one way, most of them first. */
function placesWith(endpoints: readonly EndpointFact[], kind: Irregularity): EndpointFact[] {
  return endpoints
    .filter((place) => countOf(place, kind) > 0)
    .toSorted((a, b) => countOf(b, kind) - countOf(a, kind));
}

function countedPlaces(places: readonly EndpointFact[], kind: Irregularity): string {
  return list(
    places.map(
      (place) => `${placeName(place)} in ${shareOf(countOf(place, kind), answersOf(place), 'responses')}`,
    ),
  );
}

/** Read as curl and browsers read them, and said: the next client or proxy may not be as lenient. */
const irregularHeads = rule({ code: 'http.irregular', kind: 'hint', claim: 'fact' }, ({ endpoints }) => {
  const rows = HEADS.flatMap(([kind, words]) => {
    const places = placesWith(endpoints, kind);
    return places.length === 0 ? [] : [{ places, text: `${words}: ${countedPlaces(places, kind)}` }];
  });
  if (rows.length === 0) return null;
  const places = [...new Set(rows.flatMap((row) => row.places))];
  const worst = places.map((place) => Math.max(...HEADS.map(([kind]) => countOf(place, kind))));
  return {
    title: 'Responses break HTTP/1.1 in ways that clients accept',
    evidence: `They were read as curl and browsers read them. ${rows.map(({ text }) => `${begun(text)}.`).join(' ')}`,
    suggestion:
      'Fix what writes these headers: strict clients and proxies reject them. To count them as errors, set strictHttp in the limits of the plan, or --strict-http.',
    explains: sum(worst, (count) => count) / Math.max(1, sum(places, answersOf)),
  };
});

/** A rule about one way to be irregular. @param say of how many answers, and of which places in words */
function irregular(code: string, kind: Irregularity, say: (count: number, places: string) => Draft): Rule {
  return rule({ code, kind: 'hint', claim: 'fact' }, ({ endpoints }) => {
    const places = placesWith(endpoints, kind);
    if (places.length === 0) return null;
    const count = sum(places, (place) => countOf(place, kind));
    const explains = count / Math.max(1, sum(places, answersOf));
    return { ...say(count, countedPlaces(places, kind)), explains };
  });
}

/** A good status told before the whole request was there was not decided by what it said. */
const answeredEarly = irregular('answers.early', 'early_answer', (count, places) => ({
  title: count === 1 ? 'A response came early' : 'Responses came early',
  evidence: `The final response began while its request was still being sent: ${places}. The rest of the request was not sent, and the connection was closed.`,
  suggestion:
    'Check why the service responds before it has read the body: a limit on its size, a check of the headers. Its times are not those of whole requests.',
}));

/** A session that is begun and not gone on with: each later request comes from a stranger. */
const cookiesIgnored = rule({ code: 'cookies.ignored', kind: 'hint', claim: 'fact' }, ({ endpoints }) => {
  // As the setup goes through them, which is the order of the plan.
  const places = endpoints.filter((place) => countOf(place, 'cookie_ignored') > 0);
  if (places.length === 0) return null;
  return {
    title: 'Cookies of the setup are not sent',
    evidence: `The setup received cookies (${countedPlaces(places, 'cookie_ignored')}), and the users of this plan keep none.`,
    suggestion:
      'Set cookies: true in the limits of the plan if the tasks need the session that the setup started.',
    explains: 0.5,
  };
});

/** Good by their status; what a client would have made of their bodies is not known. */
const notDecoded = irregular('answers.not_decoded', 'not_decoded', (_, places) => ({
  title: 'Not every compressed body was decoded',
  evidence: `More compressed bodies arrived at once than are kept for decoding, and no check reads them: ${places}. Whether these bodies are valid is not known; their sizes and times are correct.`,
  suggestion:
    'Add a check on the body, so that every one is decoded, or run fewer users at once on these endpoints.',
}));

export const IRREGULAR_RULES: readonly Rule[] = [irregularHeads, answeredEarly, cookiesIgnored, notDecoded];
