import { formatClock, formatNumber, formatRate } from '../../../contract/format.ts';
import { inFlightText, isHanging } from '../../../contract/in-flight-text.ts';
import { appliedText } from '../../../contract/load-words.ts';
import { failedText, leftOutNote } from '../../../contract/rate-words.ts';
import { secondPercentileText } from '../../../contract/second-percentiles.ts';
import { latestRate } from '../../../contract/second-rates.ts';
import type { SummarySecond } from '../../../contract/summary.ts';
import { isDoubted } from '../../../contract/trust-verdict.ts';
import { formatWatched } from '../../../contract/watched-format.ts';
import { CPU_GAUGES } from '../../../contract/watched-table.ts';
import type { LiveUpdate } from '../../../contract/wire.ts';
import { type Terminal, WIPE_LINE } from './terminal.ts';

const BAR_WIDTH = 24;
/** Without a terminal to redraw, one line at this many seconds. */
const PLAIN_EVERY_SECONDS = 5;

/** Live progress of a run on standard error: redrawn in place on a terminal, a line now and then elsewhere. */
export interface Progress {
  update(live: LiveUpdate): void;
  /** Says where everything will be sent, before anything is: also where progress is not wanted. */
  aim(line: string): void;
  /** Says something above the bar. */
  note(sentence: string): void;
  end(): void;
}

/** @param goal how many requests end the run; null: time ends it */
export function startProgress(terminal: Terminal, quiet: boolean, goal: number | null = null): Progress {
  let drawn = false;
  let before: SummarySecond | null = null;
  const watched = new BusiestWatch();
  const wipe = () => {
    if (drawn) terminal.err(WIPE_LINE);
    drawn = false;
  };
  return {
    update(live) {
      if (quiet) return;
      const line = progressLine(live, terminal.isInteractive ? BAR_WIDTH : 0, before, goal);
      before = live.second;
      watched.hear(live);
      const all = line + watched.text();
      if (terminal.isInteractive) {
        const room = terminal.columns - 1;
        terminal.err(`${WIPE_LINE}${all.length <= room ? all : line.slice(0, room)}`);
        drawn = true;
      } else if ((live.second.second + 1) % PLAIN_EVERY_SECONDS === 0) terminal.err(`${all}\n`);
    },
    aim: (line) => terminal.err(`${line}\n`),
    note(sentence) {
      wipe();
      terminal.err(`${sentence}\n`);
    },
    end: wipe,
  };
}

/**
 * One second of a run in one line: what it answered well and its p95, and the failures of the run so far.
 * @param before the second before it, which a partial last one is told together with
 * @param goal how many requests end the run; null: time ends it
 */
export function progressLine(
  live: LiveUpdate,
  barWidth: number,
  before: SummarySecond | null,
  goal: number | null = null,
): string {
  const { second, summary, load } = live;
  const sent = summary.totals.planned;
  const part = goal === null ? live.elapsedMs / live.plannedDurationMs : sent / goal;
  const share = Number.isFinite(part) ? Math.min(1, part) : 1;
  const full = Math.round(share * barWidth);
  const bar = barWidth > 0 ? `▕${'█'.repeat(full)}${'░'.repeat(barWidth - full)}▏ ` : '';
  const left = formatClock(Math.max(0, live.plannedDurationMs - live.elapsedMs));
  const okRate = latestRate(before === null ? [second] : [before, second], ({ ok }) => ok);
  const parts = [
    goal === null
      ? `${formatClock(live.elapsedMs)} of ${formatClock(live.plannedDurationMs)}, ${left} left`
      : `${formatClock(live.elapsedMs)}, ${formatNumber(sent)} of ${formatNumber(goal)} requests`,
    ...(load?.isSteered === true && !second.drain ? [`load ${appliedText(load.levels)}`] : []),
    second.drain ? `draining, ${inFlightText(second)}` : `${formatRate(okRate)} ok`,
    ...(second.drain || !isHanging(second) ? [] : [inFlightText(second)]),
    `p95 ${secondPercentileText(second, 'p95')}`,
    `failed ${failedText(summary.rates)}`,
    ...(summary.rates.leftOut === 0 ? [] : [leftOutNote(summary.rates)]),
  ];
  if (isDoubted(summary.trust.verdict)) parts.push(summary.trust.verdict);
  return bar + parts.join(' · ');
}

/** Which watch uses the most processor time, as last heard: what it tells of a second may come with a later one. */
class BusiestWatch {
  readonly #cores = new Map<string, number>();

  hear({ watched = [] }: Pick<LiveUpdate, 'watched'>): void {
    for (const { watch, gauges } of watched) {
      const cpu = gauges.find(({ name }) => CPU_GAUGES.includes(name));
      if (cpu === undefined) this.#cores.delete(watch);
      else this.#cores.set(watch, cpu.value);
    }
  }

  /** ` · gateway 0.62 cores`; empty where none tells it. */
  text(): string {
    const [busiest] = [...this.#cores].toSorted(([, a], [, b]) => b - a);
    return busiest === undefined ? '' : ` · ${busiest[0]} ${formatWatched(busiest[1], 'cores')}`;
  }
}
