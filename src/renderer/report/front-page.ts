import {
  formatClock,
  formatMs,
  formatNumber,
  formatPercent,
  formatRate,
  GRADE_WORDS,
  OUTCOME_WORDS,
} from '../../contract/format.ts';
import { type KeyFigure, keyFigures } from '../../contract/key-figures.ts';
import { drainNote, worstEndpoint } from '../../contract/rate-words.ts';
import { runLength } from '../../contract/run-length.ts';
import { threeSentences } from '../../contract/sentences.ts';
import type { Summary } from '../../contract/summary.ts';
import { momentOf } from '../time-words.ts';
import { PURPOSE_WORDS, STATE_WORDS, TRUST_WORDS } from '../words.ts';
import type { ChartGroup } from './chart-group.ts';
import { el } from './dom.ts';
import { figure, percentileFigure } from './figure.ts';
import { gradeBadge, mark, term } from './parts.ts';
import { frontCharts } from './run-charts-section.ts';

/** The page for those who were not there: grade, three sentences, what was expected, trust, three charts. */
export function frontPage(summary: Summary, charts: ChartGroup): HTMLElement {
  return el(
    'header',
    { class: 'front' },
    masthead(summary),
    el('div', { class: 'verdict' }, verdict(summary), figures(summary)),
    el('div', { class: 'cards' }, expectations(summary), trust(summary)),
    frontCharts(summary, charts),
  );
}

function masthead({ run }: Summary): HTMLElement {
  const facts = [
    PURPOSE_WORDS[run.purpose],
    momentOf(run.startedAt),
    runLength(run, ' planned'),
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
  const gateText =
    gate === 'none'
      ? 'no gate: grades never fail this plan'
      : `gate: nothing worse than ${GRADE_WORDS[gate]}`;
  return el(
    'div',
    { class: 'words' },
    el(
      'p',
      { class: 'overall' },
      el('span', { class: `result ${outcome.replace(' ', '-')}` }, OUTCOME_WORDS[outcome]),
      badge(grade),
      grade === 'not-applicable' ? null : el('span', { class: 'gate' }, gateText),
    ),
    ...threeSentences(summary).map((sentence) => el('p', { class: 'sentence' }, sentence)),
    ...hidden(summary).map((sentence) => el('p', { class: 'sentence' }, sentence)),
  );
}

/** Beside the outcome; a run that could not be graded has said so. */
function badge(grade: Summary['overall']['grade']): HTMLElement | null {
  if (grade === 'not-gradable') return null;
  return grade === 'not-applicable' ? gradeBadge(grade, 34, 'Not graded') : gradeBadge(grade, 34);
}

/** What the figures of the whole can hide. */
function hidden(summary: Summary): string[] {
  const worst = worstEndpoint(summary);
  const drained = drainNote(summary.drain);
  return [
    ...(worst === null ? [] : [`${worst.label}: ${worst.text}.`]),
    ...(drained === '' ? [] : [`${drained.charAt(0).toUpperCase()}${drained.slice(1)}.`]),
  ];
}

const FORMATS = { count: formatNumber, rate: formatRate, percent: formatPercent, time: formatMs } as const;

function figures(summary: Summary): HTMLElement {
  const one = ({ label, definition, path, kind, shown, note }: KeyFigure) =>
    el(
      'div',
      {},
      el('dt', {}, term(summary, definition, label)),
      el(
        'dd',
        {},
        shown === undefined ? figure(summary, path, FORMATS[kind]) : percentileFigure(path, shown),
      ),
      note === '' ? null : el('dd', { class: 'note' }, note),
    );
  return el('dl', { class: 'figures' }, ...keyFigures(summary).map(one));
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
        el('p', {}, el('strong', {}, statement), ' ', el('span', { class: 'outcome' }, decided)),
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
  const { verdict: word, reasons, sentence: said } = summary.trust;
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
      ? el(
          'p',
          { class: 'evidence' },
          word === 'not judged' ? said : 'Nothing disturbed it: event loop, send times, CPU, limits.',
        )
      : el('ul', { class: 'reasons' }, ...list),
  );
}
