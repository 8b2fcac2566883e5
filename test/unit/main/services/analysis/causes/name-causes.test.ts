import { describe, expect, it } from 'vitest';
import { LATENCY_BANDS } from '../../../../../../src/contract/latency-bands.ts';
import type { Why } from '../../../../../../src/contract/why.ts';
import { whySlow } from '../../../../../../src/main/services/analysis/causes/name-causes.ts';
import type { Observed } from '../../../../../../src/main/services/analysis/causes/observed.ts';
import { madeRun, type Planted } from '../../../../../support/slow-runs/slow-runs.ts';

const NAMES = {
  endpoints: Array.from({ length: 12 }, (_, number) => ({ service: 'gateway', endpoint: `e${number}` })),
  addresses: ['10.0.0.7', '10.0.0.8'],
  connections: Array.from({ length: 5_000 }, (_, number) => `0.${number}`),
};
const SEED = 4_711;

type Seconds = readonly [from: number, to: number];

function ask(observed: Observed, seconds: Seconds | null = null, against: Seconds | null = null): Why {
  const areaOf = (of: Seconds | null) =>
    of && { fromSecond: of[0], toSecond: of[1], fromBand: 0, toBand: LATENCY_BANDS - 1 };
  return whySlow(observed, NAMES, { area: areaOf(seconds), against: areaOf(against), clock: 'intended' });
}

/** The sentence of a cause, strong parts between asterisks, and its evidence. */
function said({ causes }: Why, place = 0): string {
  const cause = causes[place];
  const sentence = cause?.sentence.map(({ text, strong }) => (strong ? `*${text}*` : text)).join('');
  return `${sentence} ${cause?.evidence}`;
}

/** Of each planted cause: what is said first, and the filter of the requests behind it beside time and slowness. */
const SAID: Readonly<Record<Planted, readonly [sentence: string, filter: object]>> = {
  connect: [
    '44.7% of requests on *new connections* spent *565 ms longer* connecting. 1,105 of about 2,472 requests on new connections were slow, and 2 of about 106,648 on reused ones. Connecting took almost all of their extra time.',
    { isNew: true },
  ],
  wait: [
    '*0.94% of requests* waited *558 ms longer* for their first byte. All 1,027 slow requests did. Waiting for the first byte took almost all of their extra time.',
    {},
  ],
  receive: [
    '*0.94% of requests* spent *573 ms longer* receiving their response. 1,026 of the 1,027 slow requests did. Receiving took almost all of their extra time.',
    {},
  ],
  address: [
    '1.87% of requests to *10.0.0.8* waited *566 ms longer* for their first byte. 1,019 of about 54,472 requests to this address were slow, and none of about 54,648 to others. Waiting for the first byte took almost all of their extra time.',
    { address: '10.0.0.8' },
  ],
  connection: [
    '48.7% of requests on *connection 0.17* waited *558 ms longer* for their first byte. 971 of about 1,994 requests on this connection were slow, and 2 of about 107,126 on others. Waiting for the first byte took almost all of their extra time.',
    { connection: '0.17' },
  ],
  status: [
    '51.9% of requests answered with *status 202* waited *559 ms longer* for their first byte. 1,028 of about 1,979 requests with this status were slow, and none of about 107,141 with others. Waiting for the first byte took almost all of their extra time.',
    { status: 202 },
  ],
  'endpoint-burst': [
    '80.6% of requests to *gateway e7* waited *564 ms longer* for their first byte, from *2:04 to 2:09*. 241 of its 299 requests in those seconds were slow, and none of its 13,394 in others. Waiting for the first byte took almost all of their extra time.',
    {},
  ],
  dripping: [
    '2.85% of requests to *gateway e7* spent *541 ms longer* receiving their response. 391 of its 13,699 requests were slow, and 1 of 95,421 to other endpoints. Receiving took almost all of their extra time.',
    {},
  ],
  'large-body': [
    '93.9% of requests with *unusually large responses* spent *573 ms longer* receiving their response. 1,026 of about 1,093 requests with a response over 10 times the median size of their endpoint were slow, and 1 of about 108,027 with smaller ones. Receiving took almost all of their extra time.',
    {},
  ],
  disturbed: [
    'While *Plimsoll itself was disturbed* (4 s), *18.2% of requests* waited *329 ms longer* for a free connection. 379 of 2,078 requests in those seconds were slow, and 248 of 107,042 in others. Waiting for a free connection took almost all of their extra time.',
    { seconds: [2, 98, 145, 173] },
  ],
  gauge: [
    'While *db.connections was at 75.7 or more* (13 s), *10.9% of requests* waited *554 ms longer* for their first byte. 810 of 7,451 requests in those seconds were slow, and 211 of 101,669 in others. Waiting for the first byte took almost all of their extra time.',
    { seconds: [5, 6, 7, 8, 125, 126, 127, 148, 149, 150, 170, 171, 172] },
  ],
  'new-connection': [
    '44.7% of requests on *new connections* waited *567 ms longer* for their first byte. 1,105 of about 2,472 requests on new connections were slow, and 2 of about 106,648 on reused ones. Waiting for the first byte took almost all of their extra time.',
    { isNew: true },
  ],
};
const PLANTED = Object.entries(SAID) as [Planted, (typeof SAID)[Planted]][];

describe('why requests were slow, in words', () => {
  it.each(PLANTED)('says first what was planted: %s', (planted, [sentence, filter]) => {
    const why = ask(madeRun(SEED, { planted, delay: 'long' }).observed);
    expect(said(why)).toBe(sentence);
    const { area, clock, slow, ...own } = why.causes[0]?.requests ?? {};
    expect(own).toEqual(filter);
    expect(why.nothing).toBe('');
  });

  it('lists no requests of what was left out before the first second, and counts none of it', () => {
    const { observed } = madeRun(SEED, { planted: 'disturbed', delay: 'long' });
    const why = ask({ ...observed, first: 20 });
    const { area, seconds } = why.causes[0]?.requests ?? {};
    expect(seconds).toEqual([98, 145, 173]);
    expect([area?.fromSecond, why.causes[0]?.area?.fromSecond]).toEqual([20, 20]);
    expect(said(why)).toMatch(/^While \*Plimsoll itself was disturbed\* \(3 s\)/);
  });

  it('of a burst shows the seconds and bands, and lists requests of its endpoint that are slow', () => {
    const { observed, chosen } = madeRun(SEED, { planted: 'endpoint-burst', delay: 'long', seconds: 8 });
    const why = ask(observed, [chosen.from, chosen.from + 7]);
    expect(said(why)).toBe(
      '*gateway e7* waited *560 ms longer* for its first byte, from *2:04 to 2:08*. 209 of its 209 requests in those seconds were slow, and 32 of its 266 in others. Waiting for the first byte took almost all of their extra time.',
    );
    const area = { fromSecond: 124, toSecond: 127, fromBand: 42, toBand: 79 };
    expect(why.causes[0]).toMatchObject({ area, subject: 'gateway e7', isPeculiar: true });
    expect(why.causes[0]?.requests).toEqual({
      area,
      clock: 'intended',
      slow: [{ service: 'gateway', endpoint: 'e7', fromBand: 42 }],
    });
    expect(why.expected).toBeLessThan(1);
  });

  it('of a stretch that is as slow as the rest says so, and what holds all over the run', () => {
    const { observed } = madeRun(SEED, { planted: 'address', delay: 'long' });
    const why = ask(observed, [50, 60]);
    expect(why.nothing).toBe('No slower than the rest of the run: 66 slow requests, where 72 are expected.');
    expect(why.causes).toMatchObject([{ kind: 'address', subject: '10.0.0.8', isPeculiar: false }]);
    expect(why.causes[0]?.requests.area).toMatchObject({ fromSecond: 50, toSecond: 60 });
    expect(said(why)).toMatch(/^1\.87% of requests to \*10\.0\.0\.8\* waited \*566 ms longer\*/);
    expect(ask(observed, [50, 50]).nothing).toBe('Only 11 slow requests; 20 are needed.');
    expect(ask(observed, [500, 600]).nothing).toBe('The selection lies outside this run.');
  });

  it('says in how many seconds Plimsoll was disturbed, of one as of several', () => {
    const { observed } = madeRun(SEED, { planted: 'endpoint-burst', delay: 'long', seconds: 8 });
    const disturbed = { ...observed, disturbed: observed.disturbed.slice().fill(1) };
    const saidOf = (from: number, to: number) =>
      ask(disturbed, [from, to]).unknown.find((line) => line.includes('disturbed'));
    expect(saidOf(50, 50)).toMatch(/disturbed in 1 of 1 second\.$/);
    expect(saidOf(50, 52)).toMatch(/disturbed in 3 of 3 seconds\.$/);
  });

  it('of two stretches says what sets the first apart from the second, whatever the rest does', () => {
    const { observed, chosen } = madeRun(SEED, { planted: 'endpoint-burst', delay: 'long', seconds: 8 });
    const [from, to] = [chosen.from, chosen.from + 7];
    expect(said(ask(observed, [from, to], [20, 60]))).toMatch(
      /^\*gateway e7\* waited \*560 ms longer\* for its first byte, from \*2:04 to 2:08\*/,
    );
    const steady = ask(madeRun(SEED, { planted: 'address', delay: 'long' }).observed, [50, 99], [0, 49]);
    expect(steady.nothing).toMatch(/^No slower than B: \d+ slow requests, where \d+ are expected\.$/);
    expect(steady.causes).toMatchObject([{ kind: 'address', subject: '10.0.0.8', isPeculiar: false }]);
    expect(ask({ ...observed, countsOf: emptied(observed, 30) }, [from, to], [30, 30]).nothing).toBe(
      'B holds too few requests to know what is usual: 20 of an endpoint are needed.',
    );
  });

  it('of a clean run says that nothing stands out, and what is alike', () => {
    const { observed } = madeRun(SEED, null);
    const why = ask(observed);
    expect(why.causes).toEqual([]);
    expect(why.nothing).toBe(
      'Nothing sets the slow requests apart. Waiting for the first byte took almost all of their extra time.',
    );
    expect(why.alike.slice(0, 2)).toEqual([
      'new connections (2.18% of slow requests, 2.08% of others)',
      'address 10.0.0.8 (51.3% of slow requests, 49.7% of others)',
    ]);
    expect(why.unknown).toEqual([]);
  });

  it('of a run that kept no requests names what counts tell, and says what cannot be told', () => {
    const { observed } = madeRun(SEED, { planted: 'endpoint-burst', delay: 'long' });
    const why = ask({ ...observed, kept: { ...observed.kept, length: 0 }, gauges: [] });
    expect(said(why)).toBe(
      '80.6% of requests to *gateway e7* were slow, from *2:04 to 2:09*. 241 of its 299 requests in those seconds were slow, and none of its 13,394 in others.',
    );
    expect(why.unknown).toEqual([
      'Connections, addresses, statuses and response sizes: cannot tell. This run kept no requests; counts and phases are exact.',
      'Load on the target: cannot tell; this run did not record it.',
    ]);
    // Others were: failures, or requests of endpoints that were not asked about.
    const none = { ...observed, kept: { ...observed.kept, length: 0 } };
    const [of = ''] = whySlow(none, NAMES, { area: null, clock: 'intended', runHasKept: true }).unknown;
    expect(of).toMatch(/cannot tell\. None of these requests were kept; counts and phases are exact\.$/);
    const nothing = { ...observed, countsOf: () => new Uint32Array(observed.seconds * LATENCY_BANDS) };
    expect(ask(nothing).nothing).toBe('No request succeeded in this run, so there is no latency to explain.');
    // Failures that were kept are none of these rows.
    expect(ask({ ...nothing, kept: { ...observed.kept, length: 0 } }).unknown).toEqual([]);
  });
});

/** The counts of a run without those of one second. */
function emptied(observed: Observed, second: number): Observed['countsOf'] {
  const at = second * LATENCY_BANDS;
  return (endpoint) =>
    observed
      .countsOf(endpoint)
      .slice()
      .fill(0, at, at + LATENCY_BANDS);
}
