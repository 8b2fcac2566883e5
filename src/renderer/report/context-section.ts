import { formatBytes, formatClock, formatNumber } from '../../contract/format.ts';
import type { Summary } from '../../contract/summary.ts';
import { momentOf } from '../time-words.ts';
import { PURPOSE_WORDS, STATE_MEANINGS, STATE_WORDS } from '../words.ts';
import { type Child, el } from './dom.ts';
import { pairs, section } from './parts.ts';

/** Where and how it was run: what has to be the same before two runs may be compared. */
export function environmentSection({ run, overall }: Summary): HTMLElement {
  const { environment: env, overrides: changes = [] } = run;
  const list = (items: readonly Child[]) => el('ul', {}, ...items.map((item) => el('li', {}, item)));
  const targets = env.targets.map(({ service, url, address }) =>
    el('span', {}, `${service}: `, el('code', {}, url), address === null ? '' : ` (${address})`),
  );
  return section(
    'environment',
    'Environment',
    el(
      'div',
      { class: 'side-by-side' },
      pairs([
        ['Run', el('code', {}, run.id)],
        ['Purpose', PURPOSE_WORDS[run.purpose]],
        ['State', `${STATE_WORDS[run.state]}. ${STATE_MEANINGS[run.state]}`],
        ['Started', momentOf(run.startedAt)],
        ['Planned', `${plannedText(run)}, of which warm-up ${formatClock(run.warmupMs)}`],
        [
          'Gate',
          overall.gate === 'none' ? 'none: grades never fail the run' : `${overall.gate} still passes`,
        ],
        ['Plimsoll', `${run.plimsollVersion}, engine ${run.engine}`],
        [
          'Set for this run',
          changes.length === 0
            ? 'nothing: run as written'
            : list(changes.map(({ name, text }) => `${name}: ${text}`)),
        ],
        ['Switched on', env.deviations.length === 0 ? 'nothing beyond the defaults' : list(env.deviations)],
      ]),
      pairs([
        ['Machine', env.hostname],
        ['Processor', `${env.cpu}, ${env.cores} cores`],
        ['Memory', formatBytes(env.memoryBytes)],
        ['System', `${env.os}, Node ${env.node}`],
        ['Load threads', String(env.threads)],
        ['Targets', list(targets)],
      ]),
    ),
    run.notes === '' ? null : el('div', { class: 'notes' }, el('h3', {}, 'Notes'), el('p', {}, run.notes)),
  );
}

/** What every figure means. */
export function definitionsSection({ definitions }: Summary): HTMLElement {
  const rows = Object.entries(definitions).map(([name, text]) =>
    el('div', { id: `definition-${name}` }, el('dt', {}, wordsOf(name)), el('dd', {}, text)),
  );
  return section('definitions', 'Definitions', el('dl', { class: 'definitions' }, ...rows));
}

const TITLES: Readonly<Record<string, string>> = {
  dns: 'DNS',
  tls: 'TLS',
  interval95: '95% interval',
  wsConnect: 'WebSocket connect',
  sseStream: 'Event stream',
};

/** `openAtStop` as words: "Open at stop". */
function wordsOf(name: string): string {
  const title = TITLES[name];
  if (title !== undefined) return title;
  const words = name.replace(/[A-Z]|\d+/g, (part) => ` ${part.toLowerCase()}`);
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}

function plannedText({ iterations, plannedDurationMs }: Summary['run']): string {
  const time = formatClock(plannedDurationMs);
  return iterations === undefined ? time : `${formatNumber(iterations)} iterations, ${time} at most`;
}
