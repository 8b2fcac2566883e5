import { isDrawnAt, placeAt } from '../charts/place-at.ts';
import type { PlotModel, PlotSeries } from '../charts/plot-model.ts';
import { readingOf } from '../charts/reading.ts';
import { drawChart, lookClass, type Places, type Size } from './chart-drawing.ts';
import type { ChartGroup } from './chart-group.ts';
import { nearest, type Range, round } from './chart-scale.ts';
import { type Child, el, svg } from './dom.ts';

const HEIGHT = 178;
/** Width inside the margins of an A4 page, less the padding of a chart; three such charts fit on the first page. */
const PAPER: Size = { width: 680, height: 118 };
/** Shortest stretch, in seconds, that a drag may zoom into. */
const CLOSEST = 2;

export interface ChartSpec {
  readonly title: Child;
  readonly name: string;
  readonly model: PlotModel;
  readonly controls?: HTMLElement;
}

/**
 * A chart with title, live legend, cursor and zoom: point at it to read a second, drag to look closer, double-click or
 * Escape to go back; arrow keys move the cursor.
 */
export class Chart {
  readonly element: HTMLElement;
  readonly #picture: SVGSVGElement;
  readonly #cursor = svg('g', { class: 'cursor' });
  readonly #when = el('span', { class: 'when' });
  readonly #note = el('span', { class: 'note' });
  readonly #back = el('button', { type: 'button', class: 'back', hidden: '' }, 'Whole run');
  readonly #legend = el('ul', { class: 'legend' });
  readonly #group: ChartGroup;
  #model: PlotModel;
  #places: Places | null = null;
  #dragFrom: number | null = null;

  constructor({ title, name, model, controls }: ChartSpec, group: ChartGroup) {
    this.#group = group;
    this.#model = model;
    this.#picture = svg('svg', { class: 'picture', role: 'img', tabindex: '0', height: String(HEIGHT) });
    this.element = el(
      'figure',
      { class: 'chart', 'data-chart': name },
      el('figcaption', {}, el('h3', {}, title), this.#when, this.#note, controls ?? null, this.#back),
      this.#picture,
      this.#legend,
    );
    group.follow(() => this.#follow());
    this.#listen();
    new ResizeObserver(() => this.#draw()).observe(this.#picture);
    this.show(model);
  }

  /** Shows other data on the same axes. */
  show(model: PlotModel): void {
    this.#model = model;
    this.#picture.setAttribute('aria-label', this.#summary());
    this.#draw();
    this.#writeLegend();
  }

  #range(): Range {
    return this.#group.state.zoom ?? this.#model.xRange;
  }

  #draw(): void {
    const width = Math.round(this.#picture.getBoundingClientRect().width);
    const size = this.#group.state.paper ? PAPER : { width, height: HEIGHT };
    if (size.width < 120) return;
    this.#places = drawChart(this.#picture, this.#model, size, this.#range());
    this.#picture.append(this.#cursor);
    this.#drawCursor();
  }

  #follow(): void {
    this.#back.hidden = this.#group.state.zoom === null;
    this.#draw();
    this.#writeLegend();
  }

  #drawCursor(): void {
    const { index } = this.#group.state;
    const places = this.#places;
    const x = index === null ? undefined : this.#model.x[index];
    this.#cursor.replaceChildren();
    if (places === null || index === null || x === undefined) return;
    const at = String(round(places.x(x)));
    this.#cursor.append(
      svg('line', { x1: at, x2: at, y1: String(places.top), y2: String(places.bottom) }),
      ...this.#model.series.flatMap((series) => {
        const value = series.values[index] ?? null;
        if (value === null || series.look === 'bars' || !isDrawnAt(series, x)) return [];
        const dot = svg('circle', { cx: at, cy: String(round(places.y(value))), r: '3' });
        dot.style.setProperty('--color', `var(${series.color})`);
        return [dot];
      }),
    );
  }

  #writeLegend(): void {
    const { index } = this.#group.state;
    const { x: places, idle, notes, series, legendReversed, xFormat } = this.#model;
    const x = index === null ? undefined : places[index];
    this.#when.textContent = x === undefined ? (idle?.says ?? '') : xFormat(x);
    this.#note.textContent = index === null ? '' : (notes?.[index] ?? '');
    const named = legendReversed ? series.toReversed() : series;
    this.#legend.replaceChildren(...named.map((one) => this.#legendItem(one, index)));
  }

  #legendItem(series: PlotSeries, index: number | null): HTMLElement {
    const { idle, yFormat } = this.#model;
    const text = index === null ? (idle?.texts[series.key] ?? '') : readingOf(series, index, yFormat);
    const swatch = el('span', { class: `swatch ${lookClass(series.look ?? 'line')}`, 'aria-hidden': 'true' });
    swatch.style.setProperty('--color', `var(${series.color})`);
    const label = el('span', { class: 'label', title: series.label }, series.label);
    return el('li', {}, swatch, label, el('span', { class: 'reading' }, text));
  }

  #listen(): void {
    const picture = this.#picture;
    picture.addEventListener('pointermove', (event) => this.#point(event));
    picture.addEventListener('pointerleave', () => this.#group.point(null));
    picture.addEventListener('pointerdown', (event) => {
      if (event.button !== 0 || event.pointerType === 'touch') return;
      this.#dragFrom = this.#secondsAt(event);
      picture.setPointerCapture(event.pointerId);
    });
    picture.addEventListener('pointerup', (event) => this.#release(event));
    picture.addEventListener('dblclick', () => this.#group.zoom(null));
    picture.addEventListener('keydown', (event) => this.#key(event));
    this.#back.addEventListener('click', () => this.#group.zoom(null));
  }

  #secondsAt(event: PointerEvent): number | null {
    const box = this.#picture.getBoundingClientRect();
    return this.#places?.at(event.clientX - box.left) ?? null;
  }

  #point(event: PointerEvent): void {
    const at = this.#secondsAt(event);
    if (at === null) return;
    const pixel = (this.#places?.at(1) ?? 0) - (this.#places?.at(0) ?? 0);
    this.#group.point(placeAt(this.#model, { x: at, pixel }, nearest(this.#model.x, at)));
    if (this.#dragFrom !== null) this.#drawSelection(this.#dragFrom, at);
  }

  #drawSelection(a: number, b: number): void {
    const places = this.#places;
    if (places === null) return;
    const [from, to] = this.#clamp(a, b);
    const left = places.x(from);
    this.#cursor.append(
      svg('rect', {
        class: 'selection',
        x: String(round(left)),
        y: String(places.top),
        width: String(round(places.x(to) - left)),
        height: String(places.bottom - places.top),
      }),
    );
  }

  #release(event: PointerEvent): void {
    const from = this.#dragFrom;
    const to = this.#secondsAt(event);
    this.#dragFrom = null;
    if (from === null || to === null) return;
    const range = this.#clamp(from, to);
    if (range[1] - range[0] >= CLOSEST) this.#group.zoom(range);
    else this.#drawCursor();
  }

  #clamp(a: number, b: number): Range {
    const [from, to] = this.#range();
    return [Math.max(from, Math.min(a, b)), Math.min(to, Math.max(a, b))];
  }

  #key(event: KeyboardEvent): void {
    const step = { ArrowLeft: -1, ArrowRight: 1, PageUp: -10, PageDown: 10 }[event.key];
    if (event.key === 'Escape') this.#group.zoom(null);
    if (step === undefined) return;
    event.preventDefault();
    const last = this.#model.x.length - 1;
    const now = this.#group.state.index ?? (step > 0 ? -1 : last + 1);
    this.#group.point(Math.max(0, Math.min(last, now + step)));
  }

  /** What a screen reader says for the picture. */
  #summary(): string {
    const parts = this.#model.series.map((series) => {
      const values = (series.shown ?? series.values).filter((value) => value !== null);
      if (values.length === 0) return `${series.label}: no values`;
      const highest = values.reduce((top, value) => Math.max(top, value), 0);
      return `${series.label}: highest ${this.#model.yFormat(highest)}`;
    });
    return `Chart over time. ${parts.join('; ')}.`;
  }
}
