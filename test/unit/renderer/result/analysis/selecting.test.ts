import { describe, expect, test } from 'vitest';
import type { Summary } from '../../../../../src/contract/summary.ts';
import { fitted, panned, zoomedAt } from '../../../../../src/renderer/result/analysis/heatmap/zoom.ts';
import { requestsOfFigure } from '../../../../../src/renderer/result/analysis/panels/requests-of-figure.ts';
import { linkOf, parseLink } from '../../../../../src/renderer/result/analysis/selecting/analysis-link.ts';
import {
  type AnalysisState,
  clockedBy,
  linkedView,
  lookedAt,
  narrowedTo,
  narrowingOf,
  pressed,
  selectArea,
  stateOfLink,
} from '../../../../../src/renderer/result/analysis/selecting/analysis-state.ts';
import {
  areaOfDrag,
  growArea,
  moveArea,
  resizeArea,
} from '../../../../../src/renderer/result/analysis/selecting/area-edit.ts';
import { countWords } from '../../../../../src/renderer/result/analysis/selecting/area-words.ts';
import {
  brushed,
  NOTHING_SELECTED,
  redone,
  undone,
} from '../../../../../src/renderer/result/analysis/selecting/brush-history.ts';
import { followLead } from '../../../../../src/renderer/result/analysis/selecting/follow-lead.ts';
import { heatKeyOf } from '../../../../../src/renderer/result/analysis/selecting/heat-keys.ts';
import {
  ALL_ENDPOINTS,
  chosenScope,
  hasScope,
  lostScopeWords,
  scopeChoices,
  scopeName,
  scopeOf,
  showingFailures,
} from '../../../../../src/renderer/result/analysis/selecting/scopes.ts';

/** Two pixels a second, ten a band; columns of five seconds. */
const frame = {
  left: 50,
  top: 0,
  width: 600,
  height: 320,
  zoom: { from: 0, to: 300 },
  bands: { from: 20, to: 51 },
};
const run = { length: 298, warmup: 0 };
const cells = { ...run, column: 5 };
const AREA = { fromSecond: 100, toSecond: 109, fromBand: 30, toBand: 33 };
const TIME = { fromSecond: 100, toSecond: 109, fromBand: 0, toBand: 79 };

describe('a drag', () => {
  test('takes every cell that it touches', () => {
    const area = areaOfDrag(frame, cells, [
      { x: 50 + 2 * 101, y: 320 - 10 * (34 - 20) + 1 },
      { x: 50 + 2 * 109, y: 320 - 10 * (30 - 20) - 1 },
    ]);
    expect(area).toEqual(AREA);
  });

  test('is time alone where it is flat or in the time axis, latency alone in the latency axis', () => {
    const [left, right] = [50 + 2 * 101, 50 + 2 * 109];
    expect(
      areaOfDrag(frame, cells, [
        { x: right, y: 100 },
        { x: left, y: 111 },
      ]),
    ).toEqual(TIME);
    expect(
      areaOfDrag(frame, cells, [
        { x: left, y: 330 },
        { x: right, y: 100 },
      ]),
    ).toEqual(TIME);
    expect(
      areaOfDrag(frame, cells, [
        { x: 20, y: 319 },
        { x: 60, y: 221 },
      ]),
    ).toEqual({
      fromSecond: 0,
      toSecond: 297,
      fromBand: 0,
      toBand: 29,
    });
  });

  test('ends with the run and takes all above the picture that it reaches', () => {
    const area = areaOfDrag(frame, cells, [
      { x: 640, y: -40 },
      { x: 900, y: 61 },
    ]);
    expect(area).toEqual({ fromSecond: 295, toSecond: 297, fromBand: 45, toBand: 79 });
  });
});

describe('an area', () => {
  test('moves by cells and stops at the ends', () => {
    expect(moveArea(AREA, { columns: 1, bands: -2 }, cells)).toMatchObject({
      fromSecond: 105,
      toSecond: 114,
      fromBand: 28,
    });
    expect(moveArea(AREA, { columns: 99, bands: 99 }, cells)).toEqual({
      fromSecond: 288,
      toSecond: 297,
      fromBand: 76,
      toBand: 79,
    });
    expect(moveArea(TIME, { columns: -99, bands: 1 }, cells)).toEqual({
      fromSecond: 0,
      toSecond: 9,
      fromBand: 0,
      toBand: 79,
    });
  });

  test('grows at its end, keeps a cell, and turns over where a corner passes the other', () => {
    expect(growArea(AREA, { columns: 1, bands: 1 }, cells)).toMatchObject({ toSecond: 114, toBand: 34 });
    expect(growArea(AREA, { columns: -9, bands: -9 }, cells)).toEqual({
      fromSecond: 100,
      toSecond: 100,
      fromBand: 30,
      toBand: 30,
    });
    const to = { x: 50 + 2 * 121, y: 320 - 10 * (40.5 - 20) };
    expect(resizeArea(frame, cells, AREA, { corner: 'bottom-left', to })).toEqual({
      fromSecond: 109,
      toSecond: 124,
      fromBand: 33,
      toBand: 40,
    });
    expect(resizeArea(frame, cells, TIME, { corner: 'top-right', to })).toEqual({ ...TIME, toSecond: 124 });
  });

  test('what was selected comes back, fifty steps at most', () => {
    let history = NOTHING_SELECTED;
    for (let nth = 0; nth < 60; nth += 1) history = brushed(history, { a: { ...AREA, fromSecond: nth } });
    expect(brushed(history, { a: { ...AREA, fromSecond: 59 } })).toBe(history);
    expect(history.past).toHaveLength(50);
    history = undone(undone(history));
    expect(history.now.a?.fromSecond).toBe(57);
    expect(redone(history).now.a?.fromSecond).toBe(58);
  });
});

describe('a link', () => {
  test('says seconds and milliseconds, and brings the same view back', () => {
    const view = {
      brush: {
        a: { fromSecond: 598, toSecond: 609, fromBand: 52, toBand: 56 },
        b: { ...TIME, fromSecond: 20 },
      },
      endpoint: 'gateway.historical',
      clock: 'actual',
      zoom: { from: 525, to: 675 },
      request: '603.17',
      list: 'slowest',
    } as const;
    const link = linkOf(view);
    expect(link).toBe(
      'view=analysis&a=598-610&alat=512-1218&b=20-110&ep=gateway.historical&clock=actual&zoom=525-675&req=603.17',
    );
    expect(parseLink(link)).toEqual(view);
    for (let band = 0; band < 80; band += 1) {
      const a = { fromSecond: 0, toSecond: 0, fromBand: band, toBand: Math.min(79, band + 1) };
      expect(parseLink(linkOf({ ...view, brush: { a, b: null } })).brush.a).toEqual(a);
    }
  });

  test('a stretch written from its end is the same stretch', () => {
    expect(parseLink('a=610-598&alat=1218-512')).toEqual(parseLink('a=598-610&alat=512-1218'));
  });

  test('nonsense is as if it had been left out; what lies outside of the run is said', () => {
    const view = parseLink('a=9-9&alat=x&clock=never&zoom=1-2-3&req=<b>');
    expect(view).toEqual({
      brush: { a: null, b: null },
      endpoint: '',
      clock: 'intended',
      list: 'slowest',
      zoom: null,
      request: null,
    });
    expect(stateOfLink(parseLink('a=598-610'), 300)).toMatchObject({
      isLost: true,
      history: NOTHING_SELECTED,
    });
    expect(stateOfLink(parseLink('a=290-310'), 300).history.now.a).toMatchObject({
      fromSecond: 290,
      toSecond: 299,
    });
  });
});

test('a link of another run names an endpoint that this one has not: nothing is said to be chosen', () => {
  const endpoints = [{ service: 'shop', endpoint: 'orders' }] as unknown as Summary['endpoints'];
  const chosen = (name: string) => [chosenScope(name, { endpoints }), hasScope(name, { endpoints })];
  expect(chosen('shop.orders')).toEqual(['shop.orders', true]);
  expect(chosen('shop.carts')).toEqual([ALL_ENDPOINTS, false]);
  expect(chosen('shop')).toEqual([ALL_ENDPOINTS, true]);
});

test('names with dots name one endpoint each', () => {
  const rows = [
    { service: 'a.b', endpoint: 'c' },
    { service: 'a', endpoint: 'b.c' },
    { service: 'a~.b', endpoint: 'c' },
    { service: 'a', endpoint: 'b' },
  ];
  const endpoints = rows as unknown as Summary['endpoints'];
  const clock = 'intended';
  for (const row of rows) {
    const { service, endpoint } = row;
    expect(scopeOf({ endpoint: scopeName(service, endpoint), clock }, { endpoints })).toEqual({
      ...row,
      clock,
    });
    const all = { service, endpoint: null, clock };
    expect(scopeOf({ endpoint: scopeName(service, null), clock }, { endpoints })).toEqual(all);
  }
  expect(new Set(scopeChoices({ endpoints }).map(([name]) => name)).size).toBe(8);
  expect([lostScopeWords(scopeName('a.b', 'c.d')), lostScopeWords(scopeName('a~b', null))]).toEqual([
    'This run has no endpoint a.b c.d: all are shown.',
    'This run has no service a~b: all are shown.',
  ]);
});

test('how many are in an area, of how many, and how many failed', () => {
  expect(countWords({ count: 195, of: 1_190_528, failed: 7 })).toBe('195 requests of 1,190,528; 7 failed');
  expect(countWords({ count: 1, of: null, failed: 0 })).toBe('1 request');
});

test('what the list is narrowed to is of this selection and this clock', () => {
  const b = { ...TIME, fromSecond: 20 };
  const both = selectArea(selectArea(stateOfLink(parseLink(''), 298), TIME), b, true);
  const state = narrowedTo(both, { words: 'B, p95 and beyond', filter: { area: b } });
  expect(narrowingOf(state)?.words).toBe('B, p95 and beyond');
  expect(narrowingOf(clockedBy(state, 'intended'))).not.toBeNull();
  expect(narrowingOf(clockedBy(state, 'actual'))).toBeNull();
  expect(narrowingOf(selectArea(state, { ...b, fromSecond: 30 }, true))).toBeNull();
  expect(narrowingOf({ ...state, history: brushed(state.history, { b: null }) })).toBeNull();
});

describe('keys', () => {
  const sight = { ...cells, bands: { from: 20, to: 51 } };
  const start = stateOfLink(parseLink(''), 298);
  const press = (state: AnalysisState, ...keys: string[]) =>
    keys.reduce((now, name) => {
      const parts = name.split('+');
      const key = heatKeyOf({
        key: parts.at(-1) ?? '',
        shiftKey: parts.includes('Shift'),
        altKey: parts.includes('Alt'),
        ctrlKey: parts.includes('Ctrl'),
        metaKey: false,
      });
      return key === null ? now : pressed(now, key, sight);
    }, state);

  test('move the cursor, select its cell or column, extend, nudge and grow', () => {
    const moved = press(start, 'ArrowRight', 'ArrowUp', 'ArrowUp');
    expect(moved.cursor).toEqual({ second: 150, band: 38 });
    expect(press(moved, 'Enter').history.now.a).toEqual({
      fromSecond: 150,
      toSecond: 154,
      fromBand: 38,
      toBand: 38,
    });
    expect(press(moved, ' ').history.now.a).toEqual({
      fromSecond: 150,
      toSecond: 154,
      fromBand: 0,
      toBand: 79,
    });
    const extended = press(moved, 'Shift+ArrowRight', 'Shift+ArrowDown');
    expect(extended.history.now.a).toEqual({ fromSecond: 150, toSecond: 159, fromBand: 37, toBand: 38 });
    expect(press(extended, 'Ctrl+z').history.now.a).toBeNull();
    const nudged = press(extended, 'Alt+ArrowLeft', 'Alt+Shift+ArrowUp');
    expect(nudged.history.now.a).toEqual({ fromSecond: 145, toSecond: 154, fromBand: 37, toBand: 39 });
  });

  test('B begins a second area, X exchanges them, Escape clears B, then A', () => {
    const one = press(start, 'ArrowRight', 'Enter', 'b', 'ArrowRight', 'Enter');
    expect([one.history.now.a?.fromSecond, one.history.now.b?.fromSecond]).toEqual([150, 155]);
    expect(press(one, 'x').history.now.a?.fromSecond).toBe(155);
    expect(press(one, 'Escape').history.now).toMatchObject({ b: null, a: { fromSecond: 150 } });
    expect(press(one, 'Escape', 'Escape').history.now.a).toBeNull();
    expect(press(start, 'b', 'ArrowRight', 'Enter').history.now.b).toBeNull();
    const extended = press(start, 'ArrowRight', 'Enter', 'b', 'ArrowRight', 'Shift+ArrowRight');
    expect(extended.history.now).toMatchObject({
      a: { fromSecond: 150, toSecond: 154 },
      b: { fromSecond: 155, toSecond: 164 },
    });
    expect(press(extended, 'ArrowRight').selectsB).toBe(false);
  });

  test('zoom in on the cursor, out to the whole run, and to the area', () => {
    const close = press(start, 'ArrowRight', '=', '=');
    expect(close.zoom).toEqual({ from: 91, to: 207 });
    expect(press(close, '0').zoom).toBeNull();
    const far = selectArea(start, AREA);
    expect(press(far, 'f').zoom).toEqual({ from: 95, to: 115 });
    expect(lookedAt(close, { from: -5, to: 400 }, 298).zoom).toBeNull();
  });
});

describe('a figure of another tab', () => {
  const of = { service: 'gateway', endpoint: 'historical' };
  const state = stateOfLink(parseLink(''), 298);

  test('leads to what lies beyond it, within the time that is selected', () => {
    const beyond = followLead(state, { kind: 'beyond', ...of, ms: 1_000, clock: 'actual' }, run);
    expect(beyond.history.now.a).toEqual({ fromSecond: 0, toSecond: 297, fromBand: 55, toBand: 79 });
    expect([beyond.endpoint, beyond.clock]).toEqual(['gateway.historical', 'actual']);
    const warm = followLead(
      state,
      { kind: 'beyond', ...of, ms: 1_000, clock: 'actual' },
      { length: 298, warmup: 30 },
    );
    expect(warm.history.now.a).toEqual({ fromSecond: 30, toSecond: 297, fromBand: 55, toBand: 79 });
    const within = followLead(
      selectArea(state, TIME),
      { kind: 'beyond', ...of, ms: 1_000, clock: 'intended' },
      run,
    );
    expect(within.history.now.a).toEqual({ ...TIME, fromBand: 55 });
  });

  test('leads to a second, to failures, to a phase', () => {
    const far = { ...state, zoom: { from: 0, to: 20 } };
    const all = { service: null, endpoint: null } as const;
    const second = followLead(far, { kind: 'second', ...all, second: 40, isOfFailures: true }, run);
    expect(second).toMatchObject({ zoom: null, list: 'failed', endpoint: '' });
    expect(second.history.now.a).toEqual({ ...TIME, fromSecond: 40, toSecond: 40 });
    expect(followLead(second, { kind: 'failed', ...of }, run)).toMatchObject({
      list: 'failed',
      narrowed: null,
    });
    const phase = followLead(selectArea(state, TIME), { kind: 'phase', ...of, phase: 'tls' }, run);
    expect(phase.narrowed).toEqual({
      words: 'by TLS',
      filter: { ...of, clock: 'intended', area: TIME },
      phase: 'tls',
      of: { a: TIME, b: null },
    });
    const unselected = followLead(state, { kind: 'phase', ...of, phase: 'tls' }, { length: 298, warmup: 30 });
    expect(unselected.narrowed?.filter.area).toEqual({ ...TIME, fromSecond: 30, toSecond: 297 });
    expect(linkOf(linkedView(second))).toBe('view=analysis&a=40-41&list=failed');
    expect(parseLink('list=fair').list).toBe('fair');
  });
});

test('failures of a code are listed of the time that they were counted in', () => {
  const state = stateOfLink(parseLink(''), 298);
  const fromOf = (firstAt: number, one = state) =>
    showingFailures(
      one,
      { service: 'shop', endpoint: 'orders', code: 'http.5xx', firstAt },
      { length: 298, warmup: 30 },
    ).narrowed?.filter.area?.fromSecond;
  // What happens once per connection has no warm-up: its failures there count.
  expect([fromOf(41_000), fromOf(2_000), fromOf(41_000, selectArea(state, TIME))]).toEqual([30, 0, 100]);
});

describe('a figure beside what A is compared with', () => {
  const sides = { scoped: { clock: 'intended', area: AREA }, a: AREA, b: null, run } as const;

  test('leads to its requests of A, of B, or of the rest', () => {
    const what = { kind: 'beyond', name: 'p95', ms: 20 } as const;
    expect(requestsOfFigure({ side: 'here', place: null, what }, sides)).toEqual({
      words: 'p95 and beyond',
      filter: { clock: 'intended', area: { ...AREA, fromBand: 33 } },
    });
    expect(requestsOfFigure({ side: 'there', place: null, what }, sides)).toEqual({
      words: 'rest, p95 and beyond',
      filter: {
        clock: 'intended',
        outside: AREA,
        area: { fromSecond: 0, toSecond: 297, fromBand: 33, toBand: 79 },
      },
    });
    const fromOf = (warmup: number) =>
      requestsOfFigure({ side: 'there', place: null, what }, { ...sides, run: { length: 298, warmup } })
        .filter.area?.fromSecond;
    expect([fromOf(100), fromOf(101)]).toEqual([100, 0]);
    const place = { service: 'gateway', endpoint: 'historical' };
    expect(
      requestsOfFigure({ side: 'there', place, what: { kind: 'failed' } }, { ...sides, b: TIME }),
    ).toEqual({
      words: 'B, historical, failed',
      filter: { clock: 'intended', ...place, hasFailed: true, area: TIME },
    });
  });
});

test('what is looked at keeps its place, its span and to the run', () => {
  expect(zoomedAt({ from: 0, to: 100 }, 100, { factor: 2, at: 80 })).toEqual({ from: 40, to: 90 });
  expect(zoomedAt({ from: 40, to: 52 }, 100, { factor: 4, at: 45 })).toEqual({ from: 41, to: 51 });
  expect(panned({ from: 40, to: 60 }, 100, 70)).toEqual({ from: 80, to: 100 });
  expect(fitted({ ...TIME, fromSecond: 0, toSecond: 39 }, 100)).toEqual({ from: 0, to: 72 });
});
