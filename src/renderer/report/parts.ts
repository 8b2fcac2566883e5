import { GRADE_WORDS } from '../../contract/format.ts';
import type { Summary } from '../../contract/summary.ts';
import type { GradeResult } from '../../contract/threshold.ts';
import { glyphOf } from '../parts/grade-glyph.ts';
import { type Child, el, svg } from './dom.ts';

/** The mark: a circle cut by a horizontal line. */
export function mark(size: number): SVGElement {
  const box = { width: String(size), height: String(size), viewBox: '0 0 32 32', 'aria-hidden': 'true' };
  return svg(
    'svg',
    { ...box, class: 'mark' },
    svg('circle', { cx: '16', cy: '16', r: '9.5', 'stroke-width': '3' }),
    svg('path', { d: 'M2 16h28', 'stroke-width': '3', 'stroke-linecap': 'round' }),
  );
}

/** A grade as shape, word and colour. */
export function gradeBadge(grade: GradeResult, size = 16, word = GRADE_WORDS[grade]): HTMLElement {
  const { water, line } = glyphOf(grade);
  const glyph = svg(
    'svg',
    { width: String(size), height: String(size), viewBox: '0 0 16 16', 'aria-hidden': 'true' },
    svg('circle', {
      cx: '8',
      cy: '8',
      r: '5.25',
      'stroke-width': '1.4',
      'stroke-dasharray': line === null ? '2 2' : null,
    }),
    water === null ? null : svg('path', { d: water, class: 'water' }),
    line === null ? null : svg('path', { d: line, 'stroke-width': '1.4', 'stroke-linecap': 'round' }),
  );
  return el('span', { class: `grade ${grade}`, 'data-grade': grade }, glyph, word);
}

/** A word that leads to its definition, and says it on hover. */
export function term(summary: Summary, name: string, label: string): HTMLElement {
  const definition = summary.definitions[name];
  if (definition === undefined) return el('span', {}, label);
  return el('a', { class: 'term', href: `#definition-${name}`, title: definition }, label);
}

export function section(id: string, title: string, ...children: readonly Child[]): HTMLElement {
  return el(
    'section',
    { id, 'aria-labelledby': `${id}-title` },
    el('h2', { id: `${id}-title` }, title),
    ...children,
  );
}

export interface Column {
  readonly head: Child;
  /** Numbers stand to the right. */
  readonly number?: boolean;
  readonly wide?: boolean;
}

/** A table that scrolls sideways on its own where the page is too narrow. */
export function table(
  label: string,
  columns: readonly Column[],
  rows: readonly HTMLTableRowElement[],
): HTMLElement {
  const heads = columns.map(({ head, number, wide }) =>
    el('th', { scope: 'col', class: classOf(number === true && 'number', wide === true && 'wide') }, head),
  );
  return el(
    'div',
    { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': `Table: ${label}` },
    el('table', {}, el('thead', {}, el('tr', {}, ...heads)), el('tbody', {}, ...rows)),
  );
}

export function row(
  cells: readonly Child[],
  columns: readonly Column[],
  className = '',
): HTMLTableRowElement {
  return el(
    'tr',
    { class: className === '' ? null : className },
    ...cells.map((cell, i) =>
      el(
        'td',
        { class: classOf(columns[i]?.number === true && 'number', columns[i]?.wide === true && 'wide') },
        cell,
      ),
    ),
  );
}

/** A heading inside a table, over its whole width. */
export function groupRow(label: string, columns: readonly Column[]): HTMLTableRowElement {
  return el(
    'tr',
    { class: 'group' },
    el('th', { scope: 'rowgroup', colspan: String(columns.length) }, label),
  );
}

export function pairs(rows: readonly (readonly [label: Child, value: Child])[]): HTMLElement {
  return el(
    'dl',
    { class: 'pairs' },
    ...rows.map(([label, value]) => el('div', {}, el('dt', {}, label), el('dd', {}, value))),
  );
}

function classOf(...names: readonly (string | false)[]): string | null {
  const found = names.filter((name) => name !== false);
  return found.length === 0 ? null : found.join(' ');
}
