import type { Trust } from '../../contract/summary.ts';
import type { GeneratorSecond, RunSecond } from '../../contract/tick.ts';
import { type Micros, type Millis, microsToMillis } from '../../contract/units.ts';

/**
 * Is the generator to be believed? A second is bad when our own side, not the target, may have made its figures:
 *
 * | code        | what is looked at                                           | bad beyond |
 * |-------------|--------------------------------------------------------------|-----------|
 * | slept       | wall clock ran ahead of the monotonic one: suspend, resume   | 1 s       |
 * | loop        | longest delay of a load thread's event loop                  | 50 ms     |
 * | lateness    | 99th percentile of actual start behind the plan              | 20 ms     |
 * | utilisation | share of the second a load thread's loop was busy            | 95 %      |
 * | gc          | garbage collection pauses of a load thread in the second     | 100 ms    |
 * | cpu         | processor of the whole machine                               | 97 %      |
 * | limits      | requests that failed here: descriptors, ports, memory, names | 0         |
 * | dropped     | due requests not sent because too many were open             | 0.1 %     |
 * | queued      | longest wait for a connection of our own                     | 100 ms    |
 *
 * The last two say that a cap of ours was reached, and a target that stalls reaches it as surely as a cap that is too
 * low: such seconds lower the verdict, for what was not sent is missing in the figures, but they are not bad, for
 * leaving them out would leave out the stall.
 *
 * The limits sit where the disturbance would be as large as the figures people act on, and well above what a machine
 * with work to do shows in every minute (timer slack 1 to 3 ms, scheduling 5 to 20 ms).
 */
export const TRUST_LIMITS = {
  sleptUs: 1_000_000,
  loopDelayUs: 50_000,
  latenessP99Us: 20_000,
  utilisation: 0.95,
  gcPauseUs: 100_000,
  machineCpu: 0.97,
  droppedShare: 0.001,
  queuedUs: 100_000,
} as const;

/** A cap was reached; whose doing it is, these cannot tell. */
const OF_CAPS: ReadonlySet<string> = new Set(['dropped', 'queued']);

/** Disturbed seconds a run may have and still be trusted, and from which share on nothing of it can be. */
const SHARE_TRUSTED = 0.01;
const SHARE_UNTRUSTWORTHY = 0.3;
/** Dropped or failed on our own side, of all planned: the figures then miss the worst of what happened. */
const LOST_UNTRUSTWORTHY = 0.05;
/** Blocks that are listed; a run with more of them is beyond reading anyway. */
const MOST_BLOCKS = 1_000;

export interface TrustOptions {
  /** Seconds before it are not judged: they are not in the figures. */
  readonly warmupMs: Millis;
  /** In spin mode the loops are busy by design. */
  readonly precision?: 'tick' | 'spin';
}

export interface Disturbance {
  readonly code:
    | 'slept'
    | 'loop'
    | 'lateness'
    | 'utilisation'
    | 'gc'
    | 'cpu'
    | 'limits'
    | 'dropped'
    | 'queued';
  readonly value: number;
  readonly limit: number;
  readonly unit: 'ms' | '%' | 'requests';
}

/** What disturbed the generator in a second, worst first; empty: nothing. */
export function disturbancesOf(second: RunSecond, precision: 'tick' | 'spin' = 'tick'): Disturbance[] {
  const { generators, machine } = second;
  const worst = (of: (thread: GeneratorSecond) => number) => Math.max(0, ...generators.map(of));
  const planned = sumOf(second, 'planned');
  const found: (Disturbance | null)[] = [
    over('slept', machine.sleptUs, TRUST_LIMITS.sleptUs),
    over(
      'loop',
      worst((thread) => thread.loopDelayMaxUs),
      TRUST_LIMITS.loopDelayUs,
    ),
    over(
      'lateness',
      worst((thread) => thread.latenessP99Us),
      TRUST_LIMITS.latenessP99Us,
    ),
    precision === 'spin'
      ? null
      : share(
          'utilisation',
          worst((thread) => thread.loopUtilisation),
          TRUST_LIMITS.utilisation,
        ),
    over(
      'gc',
      worst((thread) => thread.gcPauseUs),
      TRUST_LIMITS.gcPauseUs,
    ),
    share('cpu', machine.machineCpu, TRUST_LIMITS.machineCpu),
    count(
      'limits',
      generators.reduce((sum, thread) => sum + thread.clientErrors, 0),
    ),
    share('dropped', planned === 0 ? 0 : sumOf(second, 'dropped') / planned, TRUST_LIMITS.droppedShare),
    over(
      'queued',
      worst((thread) => thread.queuedMaxUs),
      TRUST_LIMITS.queuedUs,
    ),
  ];
  return found.filter((disturbance) => disturbance !== null);
}

/** What disturbed a second, for people; empty when nothing did. */
export function disturbanceText(second: RunSecond, precision: 'tick' | 'spin' = 'tick'): string {
  return disturbancesOf(second, precision)
    .map(({ code, value, unit }) => `${NAMES[code]} ${print(value)} ${unit}`)
    .join('; ');
}

/** The verdict over a run, or over what there is of it so far. */
export function trustOf(seconds: readonly RunSecond[], options: TrustOptions): Trust {
  const judged = seconds.filter(({ second }) => second * 1_000 >= options.warmupMs);
  const reasons = new Map<Disturbance['code'], { worst: Disturbance; seconds: number[] }>();
  const badSeconds: number[] = [];
  let capped = 0;
  for (const second of judged) {
    const disturbances = disturbancesOf(second, options.precision);
    if (disturbances.some(({ code }) => !OF_CAPS.has(code))) badSeconds.push(second.second);
    else if (disturbances.length > 0) capped += 1;
    for (const disturbance of disturbances) {
      const known = reasons.get(disturbance.code);
      if (known === undefined)
        reasons.set(disturbance.code, { worst: disturbance, seconds: [second.second] });
      else {
        known.seconds.push(second.second);
        if (disturbance.value > known.worst.value) known.worst = disturbance;
      }
    }
  }
  const verdict = verdictOf(judged, badSeconds.length + capped, reasons.has('slept'));
  return {
    verdict,
    sentence: sentenceOf(verdict, { bad: badSeconds.length, capped, of: judged.length }),
    reasons: [...reasons.values()].map(({ worst, seconds: when }) => ({
      code: `generator.${worst.code}`,
      sentence: `${SENTENCES[worst.code]} in ${when.length} of ${judged.length} s, at worst ${print(worst.value)} ${worst.unit}.`,
      value: worst.value,
      limit: worst.limit,
      unit: worst.unit,
      seconds: when,
    })),
    badSeconds,
    blocks: blocksOf(seconds),
  };
}

function verdictOf(judged: readonly RunSecond[], bad: number, slept: boolean): Trust['verdict'] {
  const planned = judged.reduce((sum, second) => sum + sumOf(second, 'planned'), 0);
  const lost = judged.reduce(
    (sum, second) =>
      sum +
      sumOf(second, 'dropped') +
      second.generators.reduce((total, { clientErrors }) => total + clientErrors, 0),
    0,
  );
  const lostShare = planned === 0 ? 0 : lost / planned;
  if (bad > judged.length * SHARE_UNTRUSTWORTHY || lostShare > LOST_UNTRUSTWORTHY) return 'untrustworthy';
  if (bad > judged.length * SHARE_TRUSTED || lostShare > TRUST_LIMITS.droppedShare || slept)
    return 'degraded';
  return 'trusted';
}

interface Counted {
  readonly bad: number;
  /** Seconds in which a cap was reached and nothing else was wrong. */
  readonly capped: number;
  readonly of: number;
}

function sentenceOf(verdict: Trust['verdict'], { bad, capped, of }: Counted): string {
  if (of === 0) return 'No second was measured outside the warm-up: there is nothing to judge yet.';
  const cap =
    capped === 0
      ? ''
      : ` In ${capped} of ${of} seconds as many requests were open as the plan allows: what was due then was not sent or waited, whether the target stalled or the cap is too low.`;
  return `${ownSentence(verdict, { bad, capped, of })}${cap}`;
}

function ownSentence(verdict: Trust['verdict'], { bad, capped, of }: Counted): string {
  if (bad === 0) {
    return capped === 0
      ? 'The load generator kept to the plan in every second.'
      : 'The load generator itself was not disturbed.';
  }
  const disturbed = `The load generator itself was disturbed in ${bad} of ${of} seconds`;
  if (verdict === 'trusted') {
    return `The load generator kept to the plan; it was disturbed in ${bad} of ${of} seconds.`;
  }
  if (bad <= of * SHARE_UNTRUSTWORTHY) return `${disturbed}: read the figures with them left out.`;
  return `${disturbed}: the figures say more about this machine than about the target.`;
}

function blocksOf(seconds: readonly RunSecond[]): Trust['blocks'] {
  const blocks: Trust['blocks'] = [];
  for (const { generators } of seconds) {
    for (const { thread, blocks: found } of generators) {
      for (const { atUs, lengthUs } of found) {
        if (blocks.length === MOST_BLOCKS) return blocks;
        blocks.push({ thread, atMs: microsToMillis(atUs), lengthMs: microsToMillis(lengthUs) });
      }
    }
  }
  return blocks;
}

const NAMES: Readonly<Record<Disturbance['code'], string>> = {
  slept: 'machine slept',
  loop: 'load thread blocked',
  lateness: 'starts late',
  utilisation: 'load thread busy',
  gc: 'garbage collection',
  cpu: 'processor busy',
  limits: 'failed on this machine',
  dropped: 'not sent',
  queued: 'waited for a connection',
};

const SENTENCES: Readonly<Record<Disturbance['code'], string>> = {
  slept: 'The machine slept',
  loop: 'A load thread was blocked',
  lateness: 'Requests left later than planned',
  utilisation: 'A load thread had no time to spare',
  gc: 'Garbage collection held up a load thread',
  cpu: 'The processor of this machine was fully used',
  limits: 'Requests failed on this machine (descriptors, ports, memory, host names)',
  dropped: 'Due requests were not sent because too many were open',
  queued: 'Requests waited for a connection of our own',
};

function over(code: Disturbance['code'], us: Micros, limitUs: Micros): Disturbance | null {
  return us > limitUs
    ? { code, value: microsToMillis(us), limit: microsToMillis(limitUs), unit: 'ms' }
    : null;
}

function share(code: Disturbance['code'], value: number, limit: number): Disturbance | null {
  return value > limit ? { code, value: value * 100, limit: limit * 100, unit: '%' } : null;
}

function count(code: Disturbance['code'], value: number): Disturbance | null {
  return value > 0 ? { code, value, limit: 0, unit: 'requests' } : null;
}

function sumOf(second: RunSecond, name: 'planned' | 'dropped'): number {
  return second.series.reduce((sum, { counts }) => sum + counts[name], 0);
}

function print(value: number): string {
  return value >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(3)));
}
