import type { Area, Scope } from '../../../../contract/area.ts';
import { isTimeAlone, LATENCY_BANDS } from '../../../../contract/latency-bands.ts';
import { bandPlace, bandStartMs } from '../heatmap/heat-frame.ts';
import type { Zoom } from '../heatmap/heat-grid.ts';
import type { Brush } from './brush-history.ts';

/** What a link says of a view; what it leaves out is as it is at first. */
export interface LinkedView {
  readonly brush: Brush;
  /** `service` or `service.endpoint`; empty: all. */
  readonly endpoint: string;
  readonly clock: Scope['clock'];
  /** Null: the whole run. */
  readonly zoom: Zoom | null;
  /** Id of the request that is opened. */
  readonly request: string | null;
  readonly list: ListChoice;
}

/** Which of the kept requests are listed. */
const LIST_CHOICES = ['slowest', 'failed', 'fair'] as const;
export type ListChoice = (typeof LIST_CHOICES)[number];

/** `view=analysis&a=598-610&alat=512-1218&…`: stretches of seconds, of which the second is the end, and milliseconds. */
export function linkOf({ brush, endpoint, clock, zoom, request, list }: LinkedView): string {
  const parts = new URLSearchParams({ view: 'analysis' });
  for (const name of ['a', 'b'] as const) {
    const area = brush[name];
    if (area === null) continue;
    parts.set(name, `${area.fromSecond}-${area.toSecond + 1}`);
    if (!isTimeAlone(area)) parts.set(`${name}lat`, latencyOf(area));
  }
  if (endpoint !== '') parts.set('ep', endpoint);
  if (clock === 'actual') parts.set('clock', clock);
  if (zoom !== null) parts.set('zoom', `${zoom.from}-${zoom.to}`);
  if (list !== 'slowest') parts.set('list', list);
  if (request !== null) parts.set('req', request);
  return parts.toString();
}

function latencyOf({ fromBand, toBand }: Area): string {
  return `${edgeText(fromBand)}-${edgeText(toBand + 1)}`;
}

/** Edges are 19% apart: three digits name one. */
function edgeText(band: number): string {
  const ms = bandStartMs(band);
  return String(ms >= 100 ? Math.round(ms) : Number(ms.toPrecision(3)));
}

/** What a link asks for. Whatever cannot be read is as if it had been left out. */
export function parseLink(query: string): LinkedView {
  const parts = new URLSearchParams(query);
  const request = parts.get('req');
  return {
    brush: { a: areaIn(parts, 'a'), b: areaIn(parts, 'b') },
    endpoint: parts.get('ep') ?? '',
    clock: parts.get('clock') === 'actual' ? 'actual' : 'intended',
    zoom: zoomIn(parts.get('zoom')),
    request: request !== null && /^[\w.:-]{1,40}$/.test(request) ? request : null,
    list: LIST_CHOICES.find((one) => one === parts.get('list')) ?? 'slowest',
  };
}

function areaIn(parts: URLSearchParams, name: 'a' | 'b'): Area | null {
  const time = stretchIn(parts.get(name));
  if (time === null || !time.every(Number.isInteger)) return null;
  const latency = stretchIn(parts.get(`${name}lat`));
  const [low, high] = latency === null ? [0, LATENCY_BANDS] : latency.map((ms) => Math.round(bandPlace(ms)));
  const fromBand = Math.min(LATENCY_BANDS - 1, low ?? 0);
  const toBand = Math.max(fromBand, (high ?? LATENCY_BANDS) - 1);
  return { fromSecond: time[0], toSecond: time[1] - 1, fromBand, toBand };
}

function zoomIn(text: string | null): Zoom | null {
  const stretch = stretchIn(text);
  return stretch?.every(Number.isInteger) ? { from: stretch[0], to: stretch[1] } : null;
}

function stretchIn(text: string | null): readonly [from: number, to: number] | null {
  const [, from, to] = /^(\d{1,9}(?:\.\d{1,6})?)-(\d{1,9}(?:\.\d{1,6})?)$/.exec(text ?? '') ?? [];
  const ends = [Number(from), Number(to)] as const;
  // Written from its end, it is the same stretch.
  const stretch = [Math.min(...ends), Math.max(...ends)] as const;
  return from !== undefined && stretch[0] < stretch[1] ? stretch : null;
}
