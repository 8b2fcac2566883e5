import { describe, expect, it } from 'vitest';
import { encodeLightRequests, LIGHT_WERE_DROPPED } from '../../../../../../src/contract/light-requests.ts';
import type { KeptRequest, RunSecond } from '../../../../../../src/contract/tick.ts';
import { CarriedAnswers } from '../../../../../../src/main/services/analysis/carrying/carried-answers.ts';
import { ChosenExchanges } from '../../../../../../src/main/services/analysis/carrying/chosen-exchanges.ts';
import { EncodedRun } from '../../../../../../src/main/services/analysis/reading/encoded-run.ts';
import { requestPage } from '../../../../../../src/main/services/analysis/reading/request-list.ts';
import { carriedParts } from '../../../../../../src/main/services/reads/carried-parts.ts';
import { packed } from '../../../../../../src/main/services/reports/packed.ts';
import { carriedOf, readCarried } from '../../../../../support/carried.ts';
import { inflatedPart } from '../../../../../support/exported.ts';
import { requestSeconds, requestsPlan } from '../../../../../support/made-requests.ts';

/** A hundred questions that were asked in one tick, each on a connection of its own. */
const PINGS = 100;
const shape = { endpoints: 1, seconds: 2, rate: 1, seed: 1 };
const plan = requestsPlan(shape);
const [first, next] = requestSeconds(shape);
const ping = (connection: number) => ({ series: 0, thread: 3, connection, startedUs: 400_000 });
const light = encodeLightRequests(
  3,
  Array.from({ length: PINGS }, (_, nth) => ({
    ...ping(nth + 1),
    phasesUs: [0, 0, 0, 0, 0, 1_000 + nth, 0],
    status: null,
    code: null,
    address: null,
    isNew: false,
    uses: 1,
    ageMs: 1,
    bytesIn: 1,
    bytesOut: 1,
    weight: 1,
  })),
);
const exchange = (connection: number, texts: Partial<KeptRequest>): KeptRequest => ({
  ...ping(connection),
  intendedUs: null,
  dnsUs: null,
  connectUs: null,
  tlsUs: null,
  sentUs: null,
  firstByteUs: null,
  endedUs: 500_000,
  reused: true,
  status: null,
  method: 'PING',
  url: 'ws://127.0.0.1/',
  code: null,
  ...texts,
});
const answer = { head: '', body: 'pong of 42', note: '' };
const exemplars = [exchange(42, { answer }), exchange(43, { asked: 'ping of 43' }), exchange(44, {})];

function runOf(seconds: readonly (RunSecond | undefined)[]): EncodedRun {
  const run = new EncodedRun({ plan, precision: 'tick' });
  for (const second of seconds) if (second !== undefined) run.add(second);
  return run;
}
const all = { filter: {}, from: 0, limit: PINGS };
const withExchange = ({ rows }: Pick<ReturnType<typeof requestPage>, 'rows'>) =>
  rows.filter(({ hasExchange }) => hasExchange).map(({ connection }) => connection);

describe('requests that began in one moment', () => {
  const run = runOf([first && { ...first, light, exemplars }]);

  it('have an exchange only where there are texts of them', () => {
    expect(withExchange(requestPage(run, all))).toEqual(['3.43', '3.42']);
  });

  it('have each its own texts in a report', () => {
    const chosen = new ChosenExchanges(1);
    for (const one of exemplars) chosen.add(one);
    expect(chosen.chosen).toHaveLength(2);
    const answers = new CarriedAnswers(carriedOf(run, { exchanges: chosen.chosen }));
    const page = answers.requests(all);
    if (!page.ok) throw new Error(page.failure.message);
    expect(withExchange(page.value)).toEqual(['3.43', '3.42']);
    const { id = '' } = page.value.rows.find(({ connection }) => connection === '3.42') ?? {};
    expect(answers.request(id, 'intended')).toMatchObject({
      value: { exchange: { connection: 42, answer } },
    });
  });
});

it('a list says that of its time some were dropped, and is an estimate then, in a report as well', () => {
  const thinned = Uint8Array.from([...LIGHT_WERE_DROPPED, ...light]);
  const run = runOf([first && { ...first, light }, next && { ...next, light: thinned }]);
  const area = (second: number) => ({ fromSecond: second, toSecond: second, fromBand: 0, toBand: 79 });
  for (const readable of [run, carriedOf(run)]) {
    const saysSo = (filter: Parameters<typeof requestPage>[1]['filter']) => {
      const { wereDropped, isEstimate } = requestPage(readable, { ...all, filter });
      expect(isEstimate).toBe(wereDropped);
      return wereDropped;
    };
    expect([saysSo({}), saysSo({ area: area(0) }), saysSo({ area: area(1) })]).toEqual([true, false, true]);
    expect([saysSo({ seconds: [0] }), saysSo({ seconds: [0, 1] })]).toEqual([false, true]);
  }
});

it('a list of a report that carries fewer requests than the run kept is an estimate', () => {
  const run = runOf([first && { ...first, light }]);
  const parts = carriedParts(run, { exchanges: [], trace: null, seen: (value) => value });
  const head = { ...JSON.parse(inflatedPart(parts.head).toString('utf8')), kept: PINGS + 1 };
  const fewer = readCarried({ ...parts, head: packed(JSON.stringify(head)) });
  const estimates = [run, readCarried(parts), fewer].map((one) => requestPage(one, all).isEstimate);
  expect(estimates).toEqual([false, false, true]);
});

it('a list without any says whether the run kept others, as of a service whose connections were all refused', () => {
  const kept = runOf([first && { ...first, light }]);
  const none = runOf([first && { ...first, light: new Uint8Array() }]);
  const filter = { service: 'nobody' };
  for (const readable of [kept, carriedOf(kept)])
    expect(requestPage(readable, { ...all, filter })).toMatchObject({ kept: 0, runHasKept: true });
  expect(requestPage(none, { ...all, filter: {} })).toMatchObject({ kept: 0, runHasKept: false });
});
