import { formatClock, formatNumber } from '../../contract/format.ts';
import type { Summary } from '../../contract/summary.ts';
import { SIDE_WORDS } from '../words.ts';
import { el } from './dom.ts';
import { figure } from './figure.ts';
import { type Column, row, section, table } from './parts.ts';

const KINDS = { good: ['✓', 'Good sign'], bad: ['✕', 'Bad sign'], hint: ['→', 'Hint'] } as const;

/** What the run shows by itself, each with the observation it rests on. */
export function findingsSection({ findings }: Summary): HTMLElement | null {
  if (findings.length === 0) return null;
  const cards = findings.map(({ kind, title, evidence, suggestion }) => {
    const [sign, word] = KINDS[kind];
    return el(
      'li',
      { class: `finding is-${kind}` },
      el('p', { class: 'kind' }, el('span', { 'aria-hidden': 'true' }, sign), word),
      el('h3', {}, title),
      el('p', {}, evidence),
      suggestion === '' ? null : el('p', { class: 'suggestion' }, suggestion),
    );
  });
  return section('findings', 'Findings', el('ul', { class: 'findings' }, ...cards));
}

/** Failures by code, most frequent first, each with one example. */
export function errorsSection(summary: Summary): HTMLElement {
  if (summary.errors.length === 0) {
    return section('errors', 'Errors', el('p', { class: 'hint' }, 'Nothing failed.'));
  }
  const columns: Column[] = [
    { head: 'Code' },
    { head: 'Side' },
    { head: 'Endpoint' },
    { head: 'Count', number: true },
    { head: 'First – last', number: true },
    { head: 'What happened', wide: true },
  ];
  const clock = (value: number | null) => formatClock(value ?? 0);
  const rows = summary.errors.map((error, index) =>
    row(
      [
        el('code', {}, error.code),
        SIDE_WORDS[error.side],
        `${error.service} ${error.endpoint}`,
        figure(summary, `errors.${index}.count`, formatNumber),
        el(
          'span',
          { class: 'from-to' },
          figure(summary, `errors.${index}.firstAt`, clock),
          ' – ',
          figure(summary, `errors.${index}.lastAt`, clock),
        ),
        el(
          'div',
          { class: 'happened' },
          el('p', {}, error.message),
          error.hint === '' ? null : el('p', { class: 'suggestion' }, error.hint),
          error.example === error.message ? null : el('code', { class: 'example' }, error.example),
        ),
      ],
      columns,
    ),
  );
  return section('errors', 'Errors', table('Errors', columns, rows));
}
