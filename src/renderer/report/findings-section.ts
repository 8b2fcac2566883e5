import type { Summary } from '../../contract/summary.ts';
import { el } from './dom.ts';
import { section } from './parts.ts';

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
