import { CATEGORY_WORDS } from '../../contract/error-category.ts';
import { failedTimeText, plainText } from '../../contract/error-text.ts';
import { formatClock, formatNumber, formatPercent, formatRate } from '../../contract/format.ts';
import type { ErrorRow, Summary } from '../../contract/summary.ts';
import { SIDE_WORDS } from '../words.ts';
import { el } from './dom.ts';
import { figure } from './figure.ts';
import { type Column, row, section, table } from './parts.ts';

/** Failures by category, then by code and endpoint, most frequent first, each with what came back. */
export function errorsSection(summary: Summary): HTMLElement {
  if (summary.errors.length === 0) {
    return section('errors', 'Errors', el('p', { class: 'hint' }, withoutErrors(summary)));
  }
  return section('errors', 'Errors', categories(summary), codes(summary));
}

/** Of what never came to an end nobody knows that it went well. */
function withoutErrors({ totals, rates }: Summary): string {
  if (totals.ok === 0) return 'Nothing came to an end.';
  return rates.leftOut > 0 ? 'No error was recorded.' : 'Nothing failed.';
}

const clock = (value: number | null) => formatClock(value ?? 0);

function categories(summary: Summary): HTMLElement {
  const columns: Column[] = [
    { head: 'Category' },
    { head: 'Count', number: true },
    { head: 'Of all finished', number: true },
    { head: 'Rate', number: true },
    { head: 'First – last', number: true },
  ];
  const rows = summary.errorCategories.map(({ category }, index) => {
    const path = `errorCategories.${index}`;
    return row(
      [
        CATEGORY_WORDS[category],
        figure(summary, `${path}.count`, formatNumber),
        figure(summary, `${path}.percent`, formatPercent),
        figure(summary, `${path}.perSecond`, formatRate),
        span(summary, path),
      ],
      columns,
    );
  });
  return table('Errors by category', columns, rows);
}

function codes(summary: Summary): HTMLElement {
  const columns: Column[] = [
    { head: 'Code' },
    { head: 'Side' },
    { head: 'Endpoint' },
    { head: 'Count', number: true },
    { head: 'First – last', number: true },
    { head: 'What happened', wide: true },
  ];
  const rows = summary.errors.map((error, index) =>
    row(
      [
        el('code', {}, error.code),
        SIDE_WORDS[error.side],
        `${error.service} ${error.endpoint}`,
        figure(summary, `errors.${index}.count`, formatNumber),
        span(summary, `errors.${index}`),
        happened(error, summary),
      ],
      columns,
    ),
  );
  return table('Errors', columns, rows);
}

function span(summary: Summary, path: string): HTMLElement {
  return el(
    'span',
    { class: 'from-to' },
    figure(summary, `${path}.firstAt`, clock),
    ' – ',
    figure(summary, `${path}.lastAt`, clock),
  );
}

function happened(error: ErrorRow, summary: Summary): HTMLElement {
  const took = failedTimeText(error, summary);
  return el(
    'div',
    { class: 'happened' },
    el('p', {}, error.message),
    error.hint === '' ? null : el('p', { class: 'suggestion' }, error.hint),
    took === '' ? null : el('p', { class: 'suggestion' }, `The ${took}.`),
    error.sample === null ? null : cameBack(error.sample),
  );
}

function cameBack({ method, url, head, body, note }: NonNullable<ErrorRow['sample']>): HTMLElement {
  const parts = [head, body].filter((part) => part !== '').map(plainText);
  return el(
    'div',
    { class: 'came-back' },
    el('code', { class: 'example' }, plainText(`${method} ${url}`)),
    parts.length === 0 ? null : el('pre', { class: 'example' }, parts.join('\n\n')),
    note === '' ? null : el('small', {}, note),
  );
}
