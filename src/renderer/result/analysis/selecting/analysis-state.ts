import type { Area, Scope } from '../../../../contract/area.ts';
import type { RequestFilter } from '../../../../contract/request-rows.ts';
import type { Phase } from '../../../../contract/tick.ts';
import type { BandRange, Zoom } from '../heatmap/heat-grid.ts';
import { clampZoom, fitted, wholeZoom, zoomedAt } from '../heatmap/zoom.ts';
import type { LinkedView, ListChoice } from './analysis-link.ts';
import { areaBetween, type Cells, cellArea, columnArea, growArea, moveArea, withinRun } from './area-edit.ts';
import {
  type Brush,
  type BrushHistory,
  brushed,
  clearedOnce,
  exchanged,
  NOTHING_SELECTED,
  redone,
  undone,
} from './brush-history.ts';
import type { HeatKey, KeyStep } from './heat-keys.ts';

export interface Place {
  readonly second: number;
  readonly band: number;
}

/** Which requests are listed, where it is not simply those of the selection. */
export interface Narrowed {
  readonly words: string;
  readonly filter: RequestFilter;
  /** The longest in this phase first; absent: the slowest. */
  readonly phase?: Phase;
  /** What was selected then: of another selection it says nothing. */
  readonly of: Brush;
}

/** What is looked at of a run, as the screen holds it above its tabs. */
export interface AnalysisState {
  readonly history: BrushHistory;
  /** `service` or `service.endpoint`; empty: all. */
  readonly endpoint: string;
  readonly clock: Scope['clock'];
  /** Null: the whole run. */
  readonly zoom: Zoom | null;
  /** Id of the request that is opened. */
  readonly request: string | null;
  /** The cell that the keys are on; null: they were not used yet. */
  readonly cursor: Place | null;
  /** Where an area that Shift extends began. */
  readonly anchor: Place | null;
  /** The next area is the one to compare with. */
  readonly selectsB: boolean;
  /** The link asked for what this run does not have. */
  readonly isLost: boolean;
  readonly narrowed: Narrowed | null;
  readonly list: ListChoice;
}

/** As a link has it. @param length of the run in seconds */
export function stateOfLink(link: LinkedView, length: number): AnalysisState {
  const [a, b] = [link.brush.a, link.brush.b].map((area) => area && withinRun(area, length));
  const isLost =
    (link.brush.a !== null && a === null) || (link.zoom !== null && link.zoom.from >= Math.max(1, length));
  return {
    history: { ...NOTHING_SELECTED, now: { a: a ?? null, b: a ? (b ?? null) : null } },
    endpoint: link.endpoint,
    clock: link.clock,
    zoom: link.zoom === null || isLost ? null : clampZoom(link.zoom, length),
    request: link.request,
    cursor: null,
    anchor: null,
    selectsB: false,
    isLost,
    narrowed: null,
    list: link.list,
  };
}

export function linkedView(state: AnalysisState): LinkedView {
  const { history, endpoint, clock, zoom, request, list } = state;
  return { brush: history.now, endpoint, clock, zoom, request, list };
}

/** An area drawn: A, or B where that was asked for and there is an A to compare it with. */
export function selectArea(state: AnalysisState, area: Area, asB = state.selectsB): AnalysisState {
  const isB = asB && state.history.now.a !== null;
  const history = brushed(state.history, isB ? { b: area } : { a: area });
  return { ...state, history, selectsB: false, request: null, isLost: false };
}

/**
 * Lists these requests and no others, until something else is selected; null: all of the selection again.
 * @param list what leads to some requests leads to all of them, unless it says which
 */
export function narrowedTo(
  state: AnalysisState,
  to: Omit<Narrowed, 'of'> | null,
  list: ListChoice = 'slowest',
): AnalysisState {
  const { now } = state.history;
  return { ...state, list: to === null ? state.list : list, narrowed: to && { ...to, of: now } };
}

/** What the list is narrowed to; null: what it was narrowed to is of another selection, or it is not. */
export function narrowingOf({ narrowed, history: { now } }: AnalysisState): Narrowed | null {
  return narrowed !== null && narrowed.of.a === now.a && narrowed.of.b === now.b ? narrowed : null;
}

/** Times by another clock; what the list was narrowed to is of the one before. */
export function clockedBy(state: AnalysisState, clock: Scope['clock']): AnalysisState {
  return clock === state.clock ? state : { ...state, clock, narrowed: null };
}

/** Lists the slowest, the failed or a fair few: of what the list is narrowed to, unless that has no failures. */
export function listed(state: AnalysisState, list: ListChoice): AnalysisState {
  return { ...state, list, request: null, ...(list === 'failed' && { narrowed: null }) };
}

/** Looks at so much of the run; all of it is the same as nothing chosen. */
export function lookedAt(state: AnalysisState, zoom: Zoom, length: number): AnalysisState {
  const next = clampZoom(zoom, length);
  const isWhole = next.from === 0 && next.to >= wholeZoom(length).to;
  return { ...state, zoom: isWhole ? null : next };
}

interface Sight extends Cells {
  readonly bands: BandRange;
}

/** What a key makes of it. */
export function pressed(state: AnalysisState, key: HeatKey, sight: Sight): AnalysisState {
  if ('by' in key) return stepped(state, key, sight);
  const { history } = state;
  const cursor = cursorOf(state, sight);
  switch (key.does) {
    case 'cell':
      return { ...selectArea(state, cellArea(cursor.second, cursor.band, sight)), cursor, anchor: null };
    case 'column':
      return { ...selectArea(state, columnArea(cursor.second, sight)), cursor, anchor: null };
    case 'begin-b':
      return { ...state, selectsB: history.now.a !== null, anchor: null };
    case 'cancel':
      if (state.selectsB) return { ...state, selectsB: false };
      return { ...state, history: clearedOnce(history), anchor: null, request: null };
    case 'exchange':
      return { ...state, history: exchanged(history) };
    case 'undo':
      return { ...state, history: undone(history), anchor: null };
    case 'redo':
      return { ...state, history: redone(history), anchor: null };
    default:
      return zoomedBy(state, key.does, sight);
  }
}

function zoomedBy(
  state: AnalysisState,
  does: 'closer' | 'further' | 'whole' | 'fit',
  sight: Sight,
): AnalysisState {
  const zoom = state.zoom ?? wholeZoom(sight.length);
  const { a } = state.history.now;
  if (does === 'whole') return { ...state, zoom: null };
  if (does === 'fit') return a === null ? state : lookedAt(state, fitted(a, sight.length), sight.length);
  const middle = (zoom.from + zoom.to) / 2;
  const at =
    state.cursor === null ? (a === null ? middle : (a.fromSecond + a.toSecond + 1) / 2) : state.cursor.second;
  const factor = does === 'closer' ? 1.6 : 1 / 1.6;
  return lookedAt(state, zoomedAt(zoom, sight.length, { factor, at }), sight.length);
}

function stepped(
  state: AnalysisState,
  { does, by }: { readonly does: 'move' | 'extend' | 'nudge' | 'grow'; readonly by: KeyStep },
  sight: Sight,
): AnalysisState {
  const { history } = state;
  if (does === 'nudge' || does === 'grow') {
    if (history.now.a === null) return state;
    const change = does === 'nudge' ? moveArea : growArea;
    return { ...state, history: brushed(history, { a: change(history.now.a, by, sight) }) };
  }
  const cursor = movedCursor(state, by, sight);
  const seen = inSight({ ...state, cursor }, sight);
  // What was extended is drawn once the cursor goes on without.
  if (does === 'move') return { ...seen, anchor: null, selectsB: state.anchor === null && state.selectsB };
  const anchor = state.anchor ?? cursorOf(state, sight);
  const area = areaBetween(
    cellArea(anchor.second, anchor.band, sight),
    cellArea(cursor.second, cursor.band, sight),
  );
  const change = state.selectsB && history.now.a !== null ? { b: area } : { a: area };
  // One stretch of extending is one step back.
  const next =
    state.anchor === null ? brushed(history, change) : { ...history, now: { ...history.now, ...change } };
  return { ...seen, anchor, history: next, request: null, isLost: false };
}

/** Where the cursor is, or would appear: amid the area, else amid what is in sight. */
function cursorOf({ cursor, history, zoom }: AnalysisState, { length, bands, column }: Sight): Place {
  if (cursor !== null) return cursor;
  const { a } = history.now;
  const { from, to } = zoom ?? wholeZoom(length);
  const second = a === null ? (from + to) / 2 : (a.fromSecond + a.toSecond) / 2;
  const band = a === null ? (bands.from + bands.to) / 2 : (a.fromBand + Math.min(a.toBand, bands.to)) / 2;
  return {
    second: Math.min(length - 1, Math.floor(second / column) * column),
    band: Math.max(bands.from, Math.min(bands.to, Math.round(band))),
  };
}

function movedCursor(state: AnalysisState, by: KeyStep, sight: Sight): Place {
  const { second, band } = cursorOf(state, sight);
  const last = Math.floor((sight.length - 1) / sight.column) * sight.column;
  const snapped = Math.floor(second / sight.column) * sight.column;
  return {
    second: Math.max(0, Math.min(last, snapped + by.columns * sight.column)),
    band: Math.max(sight.bands.from, Math.min(sight.bands.to, band + by.bands)),
  };
}

/** Moved along where the cursor leaves what is in sight. */
function inSight(state: AnalysisState, { length, column }: Sight): AnalysisState {
  const { zoom, cursor } = state;
  if (zoom === null || cursor === null) return state;
  if (cursor.second >= zoom.from && cursor.second + column <= zoom.to) return state;
  const span = zoom.to - zoom.from;
  const from = cursor.second < zoom.from ? cursor.second : cursor.second + column - span;
  return { ...state, zoom: clampZoom({ from, to: from + span }, length) };
}
