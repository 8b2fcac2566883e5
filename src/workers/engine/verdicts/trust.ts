import { type GaugeName, readGauge } from '../../../contract/gauges.ts';
import type { Trust } from '../../../contract/summary.ts';
import type { RunSecond } from '../../../contract/tick.ts';
import { type Micros, type Millis, microsToMillis } from '../../../contract/units.ts';

/**
 * Is the generator to be believed? A second is bad when our own side, not the target, may have made its figures:
 *
 * | code        | what is looked at                                           | bad beyond |
 * |-------------|--------------------------------------------------------------|-----------|
 * | slept       | wall clock ran ahead of the monotonic one: suspend, resume   | 1 s       |
 * | loop        | longest delay of a load thread's event loop                  | 50 ms     |
 * | lateness    | 99th percentile of actual start behind the plan              | 20 ms     |
 * | utilisation | share of the second a load thread's loop was busy            | 95%      |
 * | gc          | garbage collection pauses of a load thread in the second     | 100 ms    |
 * | cpu         | CPU of the whole machine                                     | 97%      |
 * | limits      | requests that failed here: descriptors, ports, memory, names | 0         |
 * | dropped     | due requests not sent because too many were open             | 0.1%     |
 * | queued      | longest wait for a connection of our own                     | 100 ms    |
 * | others      | CPU that other programs used, where hardly any was left      | 20%      |
 * | stolen      | CPU that the hypervisor gave to other machines               | 1%       |
 *
 * "others" and "stolen" disturb nothing by themselves: they are named where a delay, a late start or a full CPU was
 * seen, as what probably was behind it. A machine that is busy beside an undisturbed generator is no reason to distrust it.
 *
 * "dropped" and "queued" say that a cap of ours was reached, and a target that stalls reaches it as surely as a cap that
 * is too low: such seconds lower the verdict, for what was not sent is missing in the figures, but they are not bad, for
 * leaving them out would leave out the stall.
 *
 * The limits sit where the disturbance would be as large as the figures people act on, and well above what a machine
 * with work to do shows in every minute (timer slack 1 to 3 ms, scheduling 5 to 20 ms).
 */
const TRUST_LIMITS = {
  sleptUs: 1_000_000,
  loopDelayUs: 50_000,
  latenessP99Us: 20_000,
  utilisation: 0.95,
  gcPauseUs: 100_000,
  machineCpu: 0.97,
  droppedShare: 0.001,
  queuedUs: 100_000,
  othersCpu: 0.2,
  stolen: 0.01,
} as const;

/** A cap was reached; whose fault it is, these cannot tell. */
const OF_CAPS: ReadonlySet<string> = new Set(['dropped', 'queued']);
/** Used CPU of all there is, averaged over a second: from here on programs wait for each other. */
const SCARCE = 0.8;
/** What somebody else's use of the CPU does to a generator. */
const OF_CPU: ReadonlySet<string> = new Set(['loop', 'lateness', 'cpu']);

/** Disturbed seconds a run may have and still be trusted, and from which share on nothing of it can be. */
const SHARE_TRUSTED = 0.01;
const SHARE_UNTRUSTWORTHY = 0.3;
/** Dropped or failed on our own side, of all planned: the figures then miss the worst of what happened. */
const LOST_UNTRUSTWORTHY = 0.05;
/** A share of less than this, of the last moment of a run, tells of that moment: a core is busy or it is not. */
const MIN_SHARED_US: Micros = 500_000;
/** Less than this, undisturbed, proves nothing: most disturbances come once in a second or less often. */
const MIN_JUDGED_US: Micros = 900_000;
/** Blocks that are listed; a run with more of them is beyond reading anyway. */
const MAX_BLOCKS = 1_000;

export interface TrustOptions {
  /** Seconds before it are not judged: they are not in the figures. */
  readonly warmupMs: Millis;
  /** In spin mode the loops are busy by design. */
  readonly precision?: 'tick' | 'spin';
}

interface Disturbance {
  readonly code: keyof typeof NAMES;
  readonly value: number;
  readonly limit: number;
  readonly unit: 'ms' | '%' | 'requests';
}

/** What disturbed the generator in a second, and then who probably was behind it; empty: nothing did. */
export function disturbancesOf(second: RunSecond, precision: 'tick' | 'spin' = 'tick'): Disturbance[] {
  const seen = seenIn(second, precision);
  if (!seen.some(({ code }) => OF_CPU.has(code))) return seen;
  const gauge = (name: GaugeName) => readGauge(second, name) ?? 0;
  const [othersCpu, stolen] = [gauge('machine.others_cpu'), gauge('machine.stolen')];
  const isScarce = othersCpu + stolen + gauge('process.cpu') >= SCARCE;
  const behind = [
    isScarce ? share('others', othersCpu, TRUST_LIMITS.othersCpu) : null,
    share('stolen', stolen, TRUST_LIMITS.stolen),
  ];
  return [...seen, ...behind.filter((disturbance) => disturbance !== null)];
}

function seenIn(second: RunSecond, precision: 'tick' | 'spin'): Disturbance[] {
  const gauge = (name: GaugeName) => readGauge(second, name) ?? 0;
  const planned = sumOf(second, 'planned');
  const isMoment = second.lengthUs < MIN_SHARED_US;
  const found: (Disturbance | null)[] = [
    over('slept', gauge('machine.slept'), TRUST_LIMITS.sleptUs),
    over('loop', gauge('loop.delay_max'), TRUST_LIMITS.loopDelayUs),
    over('lateness', gauge('lateness.p99'), TRUST_LIMITS.latenessP99Us),
    precision === 'spin' || isMoment
      ? null
      : share('utilisation', gauge('loop.utilisation'), TRUST_LIMITS.utilisation),
    over('gc', gauge('loop.gc_pause'), TRUST_LIMITS.gcPauseUs),
    isMoment ? null : share('cpu', gauge('machine.cpu'), TRUST_LIMITS.machineCpu),
    count('limits', gauge('client.errors')),
    share('dropped', planned === 0 ? 0 : sumOf(second, 'dropped') / planned, TRUST_LIMITS.droppedShare),
    over('queued', gauge('queued.max'), TRUST_LIMITS.queuedUs),
  ];
  return found.filter((disturbance) => disturbance !== null);
}

/** Whether anything but a cap that was reached disturbed the generator: such seconds are the bad ones of the verdict. */
export function isDisturbed(second: RunSecond, precision: 'tick' | 'spin' = 'tick'): boolean {
  return hasBeyondCaps(disturbancesOf(second, precision));
}

const hasBeyondCaps = (disturbances: readonly Disturbance[]) =>
  disturbances.some(({ code }) => !OF_CAPS.has(code));

/** What disturbed a second, for people; empty when nothing did. */
export function disturbanceText(second: RunSecond, precision: 'tick' | 'spin' = 'tick'): string {
  return disturbancesOf(second, precision)
    .map((disturbance) => `${NAMES[disturbance.code]} ${amount(disturbance)}`)
    .join('; ');
}

/** The verdict over a run, or over what there is of it so far; `not judged` before the first whole second that counts. */
export function trustOf(seconds: readonly RunSecond[], options: TrustOptions): Trust {
  const judged = seconds.filter(({ second }) => second * 1_000 >= options.warmupMs);
  const reasons = new Map<Disturbance['code'], Reason>();
  const badSeconds: number[] = [];
  let capped = 0;
  for (const second of judged) {
    const disturbances = disturbancesOf(second, options.precision);
    if (hasBeyondCaps(disturbances)) badSeconds.push(second.second);
    else if (disturbances.length > 0) capped += 1;
    for (const disturbance of disturbances) note(reasons, disturbance, second.second);
  }
  const verdict = verdictOf(judged, badSeconds.length + capped, reasons.has('slept'));
  return {
    verdict,
    sentence: sentenceOf(verdict, {
      bad: badSeconds.length,
      capped,
      of: judged.length,
      lengthUs: lengthOf(judged),
      reasons,
    }),
    reasons: [...reasons.values()].map(({ worst, seconds: when }) => ({
      code: `generator.${worst.code}`,
      sentence: `${SENTENCES[worst.code]} in ${when.length} of ${judged.length} s, at worst ${amount(worst)}.`,
      value: worst.value,
      limit: worst.limit,
      unit: worst.unit,
      seconds: when,
    })),
    badSeconds,
    blocks: blocksOf(seconds),
  };
}

interface Reason {
  worst: Disturbance;
  /** Those in which it was seen. */
  readonly seconds: number[];
}

function note(reasons: Map<Disturbance['code'], Reason>, disturbance: Disturbance, second: number): void {
  const known = reasons.get(disturbance.code);
  if (known === undefined) reasons.set(disturbance.code, { worst: disturbance, seconds: [second] });
  else {
    known.seconds.push(second);
    if (disturbance.value > known.worst.value) known.worst = disturbance;
  }
}

function verdictOf(judged: readonly RunSecond[], bad: number, slept: boolean): Trust['verdict'] {
  if (judged.length === 0) return 'not judged';
  const planned = judged.reduce((sum, second) => sum + sumOf(second, 'planned'), 0);
  const lost = judged.reduce(
    (sum, second) => sum + sumOf(second, 'dropped') + (readGauge(second, 'client.errors') ?? 0),
    0,
  );
  const lostShare = planned === 0 ? 0 : lost / planned;
  if (bad > judged.length * SHARE_UNTRUSTWORTHY || lostShare > LOST_UNTRUSTWORTHY) return 'untrustworthy';
  if (bad > judged.length * SHARE_TRUSTED || lostShare > TRUST_LIMITS.droppedShare || slept)
    return 'degraded';
  return lengthOf(judged) < MIN_JUDGED_US ? 'not judged' : 'trusted';
}

function lengthOf(seconds: readonly RunSecond[]): Micros {
  return seconds.reduce((sum, { lengthUs }) => sum + lengthUs, 0);
}

interface Counted {
  readonly bad: number;
  /** Seconds in which a cap was reached and nothing else was wrong. */
  readonly capped: number;
  readonly of: number;
  readonly lengthUs: Micros;
  readonly reasons: ReadonlyMap<Disturbance['code'], Reason>;
}

function sentenceOf(verdict: Trust['verdict'], counted: Counted): string {
  const { capped, of } = counted;
  if (of === 0) return 'No second was measured outside the warm-up: there is nothing to judge.';
  if (verdict === 'not judged') {
    const length = print(microsToMillis(counted.lengthUs) / 1_000);
    return `Only ${length} s were measured: too short to judge the load generator.`;
  }
  const cap =
    capped === 0
      ? ''
      : ` In ${capped} of ${of} seconds the in-flight limit was reached: due requests were dropped or delayed, whether the target stalled or the limit is too low.`;
  return `${ownSentence(verdict, counted)}${cap}`;
}

function ownSentence(verdict: Trust['verdict'], { bad, capped, of, reasons }: Counted): string {
  if (bad === 0) {
    return capped === 0
      ? 'The load generator stayed on schedule in every second.'
      : 'The load generator itself was not disturbed.';
  }
  const why = mainReason(reasons, bad);
  const disturbed = `The load generator itself was disturbed in ${bad} of ${of} seconds (${why})`;
  if (verdict === 'trusted') {
    return `The load generator stayed on schedule; it was disturbed in ${bad} of ${of} seconds (${why}).`;
  }
  if (bad <= of * SHARE_UNTRUSTWORTHY) return `${disturbed}: read the figures without those seconds.`;
  return `${disturbed}: the figures say more about this machine than about the target.`;
}

/** What explains comes before what only shows it: a late start has a cause, and a program beside us may be it. */
const BY_CAUSE: readonly Disturbance['code'][] = [
  'slept',
  'stolen',
  'others',
  'gc',
  'limits',
  'utilisation',
  'cpu',
  'loop',
  'lateness',
];

/** The first cause that holds for at least half of the disturbed seconds; else what was seen in most of them. */
function mainReason(reasons: Counted['reasons'], bad: number): string {
  const seen = BY_CAUSE.flatMap((code) => reasons.get(code) ?? []);
  const ranked = seen.toSorted((a, b) => b.seconds.length - a.seconds.length);
  const main = seen.find(({ seconds }) => seconds.length * 2 >= bad) ?? ranked[0];
  return main === undefined ? 'for reasons not known' : BECAUSE[main.worst.code](amount(main.worst));
}

function blocksOf(seconds: readonly RunSecond[]): Trust['blocks'] {
  const all = seconds.flatMap(({ blocks }) => blocks).slice(0, MAX_BLOCKS);
  return all.map(({ thread, atUs, lengthUs }) => ({
    thread,
    atMs: microsToMillis(atUs),
    lengthMs: microsToMillis(lengthUs),
  }));
}

const NAMES = {
  slept: 'machine slept',
  loop: 'load thread blocked',
  lateness: 'starts late',
  utilisation: 'load thread busy',
  gc: 'garbage collection',
  cpu: 'CPU busy',
  limits: 'failed on this machine',
  dropped: 'not sent',
  queued: 'waited for a connection',
  others: 'CPU used by other programs',
  stolen: 'CPU given to others by the hypervisor',
} as const;

const SENTENCES: Readonly<Record<Disturbance['code'], string>> = {
  slept: 'The machine slept',
  loop: 'A load thread was blocked',
  lateness: 'Requests started later than planned',
  utilisation: 'A load thread was saturated',
  gc: 'Garbage collection paused a load thread',
  cpu: 'The CPU of this machine was fully used',
  limits: 'Requests failed on this machine (descriptors, ports, memory, host names)',
  dropped: 'Due requests were not sent because the in-flight limit was reached',
  queued: 'Requests waited for a free connection',
  others: 'Other programs, a target on this machine included, used the CPU that the load generator needed',
  stolen: 'The hypervisor gave CPU time of this machine to others',
};

/** The same as a reason, with the worst of it. */
const BECAUSE: Readonly<Record<Disturbance['code'], (worst: string) => string>> = {
  slept: (worst) => `the machine slept for up to ${worst}`,
  loop: (worst) => `a load thread was blocked for up to ${worst}`,
  lateness: (worst) => `requests started up to ${worst} late`,
  utilisation: (worst) => `a load thread was busy up to ${worst} of the time`,
  gc: (worst) => `garbage collection took up to ${worst} of a second`,
  cpu: (worst) => `up to ${worst} of the CPU was used`,
  limits: (worst) => `up to ${worst} a second failed on this machine`,
  dropped: (worst) => `up to ${worst} of the requests were not sent`,
  queued: (worst) => `requests waited up to ${worst} for a free connection`,
  others: (worst) =>
    `other programs on this machine, the target included if it runs here, used up to ${worst} of the CPU`,
  stolen: (worst) => `the hypervisor gave up to ${worst} of the CPU to others`,
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

function amount({ value, unit }: Disturbance): string {
  return unit === '%' ? `${print(value)}%` : `${print(value)} ${unit}`;
}

function print(value: number): string {
  return value >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(3)));
}
