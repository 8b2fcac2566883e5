import {
  formatClock,
  formatMs,
  formatNumber,
  formatRate,
  GRADE_WORDS,
  OUTCOME_WORDS,
} from '../../contract/format.ts';
import { threeSentences } from '../../contract/sentences.ts';
import type { Summary } from '../../contract/summary.ts';
import { momentOf } from '../time-words.ts';
import { PURPOSE_WORDS, STATE_WORDS, TRUST_WORDS } from '../words.ts';
import type { ChartGroup } from './chart-group.ts';
import { el } from './dom.ts';
import { figure } from './figure.ts';
import { gradeBadge, mark, term } from './parts.ts';
import { frontCharts } from './run-charts-section.ts';

/** The page for those who were not there: grade, three sentences, what was expected, trust, three charts. */
export function frontPage(summary: Summary, charts: ChartGroup): HTMLElement {
  return el(
    'header',
    { class: 'front' },
    masthead(summary),
    el('div', { class: 'verdict' }, verdict(summary), keyFigures(summary)),
    el('div', { class: 'cards' }, expectations(summary), trust(summary)),
    frontCharts(summary, charts),
  );
}

function masthead({ run }: Summary): HTMLElement {
  const facts = [
    PURPOSE_WORDS[run.purpose],
    momentOf(run.startedAt),
    `${formatClock(run.durationMs)} of ${formatClock(run.plannedDurationMs)} planned`,
    ...(run.warmupMs > 0 ? [`first ${formatClock(run.warmupMs)} warm-up`] : []),
    ...(run.state === 'completed' ? [] : [STATE_WORDS[run.state]]),
  ];
  return el(
    'div',
    { class: 'masthead' },
    el('p', { class: 'maker' }, mark(18), 'Plimsoll'),
    el('h1', {}, run.name),
    el('p', { class: 'facts' }, facts.join(' · ')),
    run.description === '' ? null : el('p', { class: 'description' }, run.description),
    scope(run),
  );
}

/** Said first where the figures are not of the whole run. */
function scope({ range, badSecondsExcluded, state, endReason }: Summary['run']): HTMLElement | null {
  const parts = [
    range === null ? '' : `The figures cover seconds ${range.fromSecond} to ${range.toSecond} only.`,
    badSecondsExcluded ? 'Seconds in which the load generator was disturbed are left out.' : '',
    state === 'completed' || endReason === '' ? '' : `The run ended early: ${endReason}`,
  ].filter((part) => part !== '');
  return parts.length === 0 ? null : el('p', { class: 'scope' }, parts.join(' '));
}

function verdict(summary: Summary): HTMLElement {
  const { gate, outcome, grade } = summary.overall;
  const ungraded = grade === 'not-applicable';
  const gateText =
    gate === 'none'
      ? 'no gate: grades never fail this plan'
      : `${OUTCOME_WORDS[outcome]}: nothing worse than ${GRADE_WORDS[gate]} is asked for`;
  return el(
    'div',
    { class: 'words' },
    el(
      'p',
      { class: 'overall' },
      ungraded ? gradeBadge(grade, 34, 'Not graded') : gradeBadge(grade, 34),
      ungraded ? null : el('span', { class: 'gate' }, gateText),
    ),
    ...threeSentences(summary).map((sentence) => el('p', { class: 'sentence' }, sentence)),
  );
}

function keyFigures(summary: Summary): HTMLElement {
  const big = (label: HTMLElement | string, value: HTMLElement, note: string | HTMLElement) =>
    el('div', {}, el('dt', {}, label), el('dd', {}, value), el('dd', { class: 'note' }, note));
  const { overallTimeMs } = summary;
  const p95Note =
    overallTimeMs.p95 === null
      ? `too few samples: ${formatNumber(overallTimeMs.count)}`
      : overallTimeMs.clock === 'intended'
        ? 'response time'
        : 'service time';
  const at = (path: string, format: (value: number | null) => string) => figure(summary, path, format);
  return el(
    'dl',
    { class: 'figures' },
    big(term(summary, 'sent', 'Requests sent'), at('totals.sent', formatNumber), 'warm-up included'),
    big(term(summary, 'rate', 'Rate'), at('ratePerSecond', formatRate), 'finished, good or bad'),
    big(term(summary, 'overallTime', 'p95'), at('overallTimeMs.p95', formatMs), p95Note),
    big(term(summary, 'errors', 'Errors'), at('totals.errors', formatNumber), 'of every kind'),
  );
}

const VERDICT_MARKS = { met: '✓', 'not met': '✕', 'not measurable': '–' } as const;

function expectations({ expectations: rows }: Summary): HTMLElement {
  const list = rows.map(({ statement, verdict: decided, evidence }) =>
    el(
      'li',
      { class: decided.replace(' ', '-') },
      el('span', { class: 'tick', 'aria-hidden': 'true' }, VERDICT_MARKS[decided]),
      el(
        'div',
        {},
        el('p', {}, el('strong', {}, statement), el('span', { class: 'outcome' }, decided)),
        el('p', { class: 'evidence' }, evidence),
      ),
    ),
  );
  const body =
    list.length === 0
      ? el('p', { class: 'evidence' }, 'The plan states no expectations.')
      : el('ul', { class: 'expectations' }, ...list);
  return el('div', { class: 'card' }, el('h2', {}, 'Expectations'), body);
}

function trust(summary: Summary): HTMLElement {
  const { verdict: word, reasons } = summary.trust;
  const list = reasons.map(({ sentence }) => el('li', {}, sentence));
  return el(
    'div',
    { class: 'card' },
    el('h2', {}, term(summary, 'trust', 'Load generator')),
    el(
      'p',
      { class: `trust ${word}` },
      el('span', { class: 'light', 'aria-hidden': 'true' }),
      el('strong', {}, TRUST_WORDS[word]),
    ),
    list.length === 0
      ? el('p', { class: 'evidence' }, 'Nothing disturbed it: event loop, punctuality, processor, limits.')
      : el('ul', { class: 'reasons' }, ...list),
  );
}
