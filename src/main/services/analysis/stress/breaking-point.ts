import { levelText } from '../../../../contract/capacity-text.ts';
import { formatClock, formatMs, formatPercent } from '../../../../contract/format.ts';
import type { BreakingPointAnswer } from '../../../../contract/stress.ts';
import type { Millis } from '../../../../contract/units.ts';
import { type JudgedWindow, judgedWindows, type Miss, STILL_THERE } from './judged-windows.ts';
import type { StressScope } from './stress-scopes.ts';
import type { StressSecond } from './stress-seconds.ts';

/** Where a scope breaks. */
export interface Break {
  readonly scope: StressScope;
  readonly window: JudgedWindow;
  readonly miss: Miss;
  /** The highest load up to this one at which it met what is acceptable; null: there was none. */
  readonly heldAt: number | null;
}

/** A miss has to last so long, in seconds. */
const LASTS = 3;
/** Of the windows from the breaking point on, while load stays, at least so many miss. */
const STAYS = 0.9;
/** With fewer measured seconds nothing is said. */
const MIN_SECONDS = 5;
const LATENCY_ONLY = 'latency only';
/** From this share of the requests on, a kind of failure is how it failed. */
const MODE_SHARE = 0.01;
const MODES_SAID = 3;

interface Judged {
  readonly scope: StressScope;
  readonly windows: readonly JudgedWindow[];
}

/** Each scope of a run, judged. */
export function judge(scopes: readonly StressScope[], seconds: readonly StressSecond[]): Judged[] {
  return scopes.map((scope, nth) => ({ scope, windows: judgedWindows(seconds, scope, nth) }));
}

/** The first stretch of 3 s or more in which a scope misses what is acceptable, and goes on to while the load does not fall. */
export function firstBreak(judged: readonly Judged[]): Break | null {
  const found = judged.flatMap(({ scope, windows }) => {
    const at = windows.findIndex((_, from) => breaksAt(windows, from));
    const window = windows[at];
    if (window?.miss === undefined || window.miss === null) return [];
    const held = windows
      .slice(0, at)
      .filter(({ isKnown, miss, level }) => isKnown && miss === null && level <= window.level);
    const heldAt = held.length === 0 ? null : Math.max(...held.map(({ level }) => level));
    return [{ scope, window, miss: window.miss, heldAt }];
  });
  const order = (one: Break) => one.window.fromSecond + (one.miss.kind === 'latency' ? 0.5 : 0);
  return found.toSorted((a, b) => order(a) - order(b))[0] ?? null;
}

function breaksAt(windows: readonly JudgedWindow[], from: number): boolean {
  const first = windows[from];
  if (first === undefined || !isMissed(first)) return false;
  let [known, missed, lasted] = [0, 0, 0];
  for (let at = from; at < windows.length; at += 1) {
    const window = windows[at] ?? first;
    if (window.level < first.level * STILL_THERE) break;
    if (!window.isKnown) continue;
    known += 1;
    if (isMissed(window)) {
      if (missed === known - 1) lasted += window.seconds;
      missed += 1;
      // Most that miss now and then are told from a break by the next that meets.
    } else if (lasted < LASTS) return false;
  }
  return lasted >= LASTS && missed >= known * STAYS;
}

const isMissed = ({ isKnown, miss }: JudgedWindow) => isKnown && miss !== null;

/** What a run is judged by. */
interface Looked {
  readonly seconds: readonly StressSecond[];
  readonly judged: readonly Judged[];
  readonly unit: string;
}

/** The answer of a run that is over, or that has broken already. */
export function breakingPointAnswer(found: Break | null, looked: Looked): BreakingPointAnswer {
  const { seconds, unit } = looked;
  const none = { level: null, atMs: null, modes: [] };
  if (seconds.every(({ whole }) => whole.ok === 0) && seconds.some(({ whole }) => whole.failed > 0))
    return { state: 'not measurable', sentence: 'No request succeeded, at any load.', ...none };
  if (seconds.length < MIN_SECONDS)
    return {
      state: 'not measurable',
      sentence: 'The run was too short: five measured seconds are needed.',
      ...none,
    };
  if (found === null) return { ...notReached(looked), ...none };
  const { window, heldAt } = found;
  const load = levelText(window.level, unit);
  const why = missText(found);
  if (heldAt === null) {
    const sentence = `There was no load at which it held: from the first ${load} on, ${why}.`;
    return { state: 'not measurable', sentence, ...none };
  }
  const modes = modesFrom(found, seconds);
  const atMs = window.fromSecond * 1_000;
  return {
    state: 'measured',
    sentence: `At ${load}, ${formatClock(atMs)} into the run: ${why}.${modesText(modes)}`,
    level: window.level,
    atMs,
    modes,
  };
}

function notReached({ seconds, judged, unit }: Looked): Pick<BreakingPointAnswer, 'state' | 'sentence'> {
  // Of what was under a generator that was disturbed, nothing is said.
  const most = Math.max(0, ...seconds.filter(({ trusted }) => trusted).map(({ level }) => level));
  const missed = new Set<number>();
  for (const { windows } of judged)
    for (const window of windows.filter(isMissed))
      for (let nth = 0; nth < window.seconds; nth += 1) missed.add(window.fromSecond + nth);
  if (judged.every(({ windows }) => windows.every(({ isKnown }) => !isKnown)))
    return { state: 'not measurable', sentence: 'No undisturbed second could be judged.' };
  const then =
    missed.size === 0
      ? 'errors and p95 stayed acceptable'
      : `errors or p95 were beyond the acceptable in ${missed.size} of ${seconds.length} s, but did not stay there`;
  return { state: 'not reached', sentence: `Not reached up to ${levelText(most, unit)}: ${then}.` };
}

function missText({ scope, miss }: Break): string {
  const { name } = scope;
  switch (miss.kind) {
    case 'errors':
      return `${formatPercent(miss.share * 100)} of the requests to ${name} failed (acceptable: ${formatPercent(miss.limitPercent)})`;
    case 'dropped':
      return `${formatPercent(miss.share * 100)} of what was due for ${name} could not be sent: too many were still in flight`;
    case 'latency': {
      const limit =
        miss.lowestMs === null
          ? `acceptable: ${formatMs(miss.limitMs)}`
          : `at the lowest load: ${formatMs(miss.lowestMs)}`;
      return `the p95 of ${name} was ${formatMs(miss.p95Ms)} (${limit})`;
    }
  }
}

/** How it failed from there on, until the load fell. */
function modesFrom({ window, miss }: Break, seconds: readonly StressSecond[]): BreakingPointAnswer['modes'] {
  const from = seconds.filter(({ second }) => second >= window.fromSecond);
  const falls = from.findIndex(({ level }) => level < window.level * STILL_THERE);
  const within = falls === -1 ? from : from.slice(0, falls);
  const requests = within.reduce((sum, { whole }) => sum + whole.ok + whole.failed, 0);
  const kinds = new Map<string, { count: number; firstMs: Millis }>();
  for (const { failures } of within)
    for (const [mode, { count, firstMs }] of failures) {
      const known = kinds.get(mode);
      kinds.set(mode, {
        count: count + (known?.count ?? 0),
        firstMs: Math.min(firstMs, known?.firstMs ?? firstMs),
      });
    }
  const modes = [...kinds]
    .map(([mode, { count, firstMs }]) => ({
      mode,
      share: Math.min(1, count / Math.max(1, requests)),
      firstAtMs: Math.max(0, firstMs),
    }))
    .sort((a, b) => b.share - a.share);
  const isLate = miss.kind === 'latency' && modes.every(({ share }) => share < MODE_SHARE);
  return isLate
    ? [{ mode: LATENCY_ONLY, share: null, firstAtMs: window.fromSecond * 1_000 }, ...modes]
    : modes;
}

function modesText(modes: BreakingPointAnswer['modes']): string {
  const said = modes
    .filter(({ share }, nth) => nth === 0 || (share ?? 0) >= MODE_SHARE)
    .slice(0, MODES_SAID)
    .map(({ mode, share, firstAtMs }) => {
      if (share === null) return mode;
      return `${mode} (${formatPercent(share * 100)}, from ${formatClock(firstAtMs ?? 0)})`;
    });
  return said.length === 0 ? '' : ` Failure modes: ${said.join(', ')}.`;
}
