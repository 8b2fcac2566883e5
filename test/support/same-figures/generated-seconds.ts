import type { Side } from '../../../src/contract/failure.ts';
import type { RunPlan, Scenario } from '../../../src/contract/run-plan.ts';
import type {
  FailureCount,
  RunSecond,
  SeriesHistograms,
  SeriesSecond,
  StreamSecond,
} from '../../../src/contract/tick.ts';
import { Histogram } from '../../../src/workers/engine/measure/histogram.ts';
import {
  encodeMillis,
  makeFailure,
  makeGenerator,
  makeSecond,
  makeSeriesSecond,
  makeStream,
} from '../made-seconds.ts';
import { type Random, standardNormal } from '../seeded-random.ts';

export const SIZES = ['zero', 'one', 'few', 'some', 'huge'] as const;
export type RunSize = (typeof SIZES)[number];

export const FAILINGS = [
  'none',
  'rare',
  'target',
  'left out',
  'accepted then rejected',
  'never accepted',
] as const;
export type Failing = (typeof FAILINGS)[number];

export interface SecondsChoice {
  readonly plan: RunPlan;
  readonly seconds: number;
  /** Seconds after the end of the plan, the last one partial. */
  readonly drainSeconds: number;
  readonly size: RunSize;
  readonly failing: Failing;
  /** One second in which the load generator was disturbed. */
  readonly disturbed: boolean;
}

/** The seconds of a generated run: books that balance, failures that are told, times drawn from a seed. */
export function generatedSeconds(choice: SecondsChoice, random: Random): RunSecond[] {
  const all = choice.seconds + choice.drainSeconds;
  const times = new Times(choice.size, random);
  return Array.from({ length: all }, (_, second) => generatedSecond({ choice, times }, second, random));
}

interface Making {
  readonly choice: SecondsChoice;
  readonly times: Times;
}

function generatedSecond({ choice, times }: Making, second: number, random: Random): RunSecond {
  const { plan, seconds, drainSeconds, failing } = choice;
  const draining = second >= seconds;
  const failures: FailureCount[] = [];
  const series = plan.series.map((_, index) => {
    const told = failuresOf(choice, { index, second, draining }, random);
    failures.push(...told);
    const dropped = choice.size === 'some' && index === 0 && random() < 0.2 ? 2 : 0;
    return seriesSecond(times.of({ index, second, draining }), { index, second, draining, told, dropped });
  });
  const last = second === seconds + drainSeconds - 1;
  return makeSecond(second, series, {
    lengthUs: drainSeconds > 0 && last ? 350_000 : 1_000_000,
    users: draining ? 0 : 20,
    failures,
    streams: plan.scenarios.flatMap((scenario) => streamSecond(scenario, { choice, second, last }, random)),
    generators: [makeGenerator(choice.disturbed && second === 1 ? { loopDelayMaxUs: 180_000 } : {})],
    // Accepted only after the first rejections: what was told of them has to be told again.
    ...(failing === 'accepted then rejected' && second === seconds - 1
      ? { accepted: plan.services.map(({ name }) => ({ service: name, credential: 'token' })) }
      : {}),
  });
}

interface Place {
  readonly index: number;
  readonly second: number;
  readonly draining: boolean;
}

const LEFT_OUT: readonly (readonly [code: string, side: Side])[] = [
  ['client.fd_limit', 'client'],
  ['template.unknown', 'test'],
  ['guard.rate', 'guard'],
];
const COUNTED: readonly (readonly [code: string, side: Side])[] = [
  ['http.5xx', 'target'],
  ['timeout.total', 'target'],
  ['connect.reset', 'network'],
  ['check.failed', 'target'],
];

function failuresOf({ size, failing }: SecondsChoice, place: Place, random: Random): FailureCount[] {
  const { index, second } = place;
  if (size === 'zero' || failing === 'none' || (size === 'one' && (index > 0 || second !== 1))) return [];
  const one = ([code, side]: readonly [string, Side], count: number, credential?: string): FailureCount => ({
    series: index,
    failure: makeFailure(code, { side, message: `It failed: ${code} | <b>${index}</b>.` }),
    ...(credential === undefined ? {} : { credential }),
    count,
    firstUs: second * 1_000_000 + 10_000,
    lastUs: second * 1_000_000 + 340_000,
  });
  const some = 1 + Math.floor(random() * (size === 'huge' ? 90_000 : 5));
  if (failing === 'rare') return index === 0 && second === 1 ? [one(pick(COUNTED, random), 1)] : [];
  if (failing === 'target')
    return COUNTED.slice(0, 1 + Math.floor(random() * 4)).map((kind) => one(kind, some));
  if (failing === 'left out') return [one(pick(LEFT_OUT, random), some), one(pick(COUNTED, random), 1)];
  return [one(['auth.rejected', 'test'], some, 'token')];
}

const pick = <Item>(items: readonly [Item, ...Item[]] | readonly Item[], random: Random): Item => {
  const item = items[Math.floor(random() * items.length)];
  if (item === undefined) throw new RangeError('nothing to pick from');
  return item;
};

interface Told extends Place {
  readonly told: readonly FailureCount[];
  readonly dropped: number;
}

function seriesSecond({ ok, histograms }: Drawn, { index, second, told, dropped }: Told): SeriesSecond {
  const errors = told.reduce((sum, { count }) => sum + count, 0);
  const counted = told.filter(({ failure }) => failure.side === 'target' || failure.side === 'network');
  return makeSeriesSecond(index, [], {
    counts: {
      planned: ok + errors + dropped,
      sent: ok + errors,
      ok,
      errors,
      targetErrors: counted.reduce((sum, { count }) => sum + count, 0),
      dropped,
      bytesIn: ok * 1_850,
      bytesOut: (ok + errors) * 210,
      newConnections: second === 0 ? Math.min(ok, 20) : 0,
      reusedConnections: second === 0 ? Math.max(0, ok - 20) : ok,
    },
    histograms: {
      ...histograms,
      connect: second === 0 ? histograms.connect : null,
      failed: errors === 0 ? null : encodeMillis([40 + 7 * index]),
    },
  });
}

interface Drawn {
  readonly ok: number;
  readonly histograms: Pick<SeriesHistograms, 'response' | 'service' | 'connect' | 'wait' | 'receive'>;
}

/** Successes of a series in a second. Those of a huge run are drawn once, a million each, for every second alike. */
class Times {
  readonly #size: RunSize;
  readonly #random: Random;
  readonly #huge = new Map<number, Drawn>();

  constructor(size: RunSize, random: Random) {
    this.#size = size;
    this.#random = random;
  }

  of(place: Place): Drawn {
    if (this.#size !== 'huge') return drawn(timesOf(this.#size, place, this.#random));
    const known = this.#huge.get(place.index);
    if (known !== undefined) return known;
    const made = drawn(timesOf(this.#size, place, this.#random), HUGE_DOUBLINGS);
    this.#huge.set(place.index, made);
    return made;
  }
}

/** 30 times 2 to this power is about a million. */
const HUGE_DOUBLINGS = 15;

function drawn(times: readonly number[], doublings = 0): Drawn {
  const scaled = (factor: number) =>
    encodeDoubled(
      times.map((time) => time * factor),
      doublings,
    );
  return {
    ok: times.length * 2 ** doublings,
    histograms: {
      response: scaled(1.2),
      service: scaled(1),
      connect: scaled(0.1),
      wait: scaled(0.8),
      receive: scaled(0.05),
    },
  };
}

function encodeDoubled(values: readonly number[], doublings: number): Uint8Array | null {
  let bytes = encodeMillis(values);
  for (let doubling = 0; bytes !== null && doubling < doublings; doubling++) {
    const sum = new Histogram();
    sum.mergeEncoded(bytes);
    sum.mergeEncoded(bytes);
    bytes = sum.encode();
  }
  return bytes;
}

function timesOf(size: RunSize, { index, second, draining }: Place, random: Random): number[] {
  if (size === 'zero' || (size === 'one' && (index > 0 || second !== 1))) return [];
  const most = { one: 1, few: 3, some: 60, huge: 30 }[size];
  const count =
    size === 'one' ? 1 : draining ? Math.ceil(most / 10) : Math.ceil(most * (0.6 + 0.4 * random()));
  const median = [4, 12, 40, 0.6][index % 4] ?? 7;
  return Array.from({ length: count }, () => median * Math.exp(0.5 * standardNormal(random)));
}

interface StreamPlace {
  readonly choice: SecondsChoice;
  readonly second: number;
  readonly last: boolean;
}

/** All opened in the first second, a few failed or broken off on the way, the rest closed in the last. */
function streamSecond(scenario: Scenario, place: StreamPlace, random: Random): StreamSecond[] {
  const { choice, second, last } = place;
  if (scenario.kind === 'http') return [];
  if (choice.size === 'zero') return [makeStream(scenario.name)];
  const broken = choice.failing === 'target' ? 2 : 0;
  const opened = 10 - broken;
  const isBreaking = second === 1 && broken > 0;
  const open = second === 0 ? opened : opened - broken;
  const messages = choice.size === 'one' ? Number(second === 1) : Math.ceil(40 * random());
  const sequenced = scenario.kind === 'websocket' && scenario.fields.sequence !== null;
  return [
    makeStream(scenario.name, {
      states: { handshaking: 0, open: last ? 0 : open, subscribed: 0, closing: 0 },
      attempted: second === 0 ? 10 : 0,
      opened: second === 0 ? opened : 0,
      failed: second === 0 ? broken : 0,
      closed: last ? open : isBreaking ? broken : 0,
      reconnects: second === 2 ? broken : 0,
      closedBy: {
        ...(second === 0 && broken > 0 ? { 'ws.handshake_status.503': broken } : {}),
        ...(isBreaking ? { 'ws.closed.1011': broken } : {}),
        ...(last ? { clean: open } : {}),
      },
      messagesIn: messages * 3,
      messagesOut: scenario.kind === 'websocket' ? messages : 0,
      missed: sequenced && second === 1 ? 3 : 0,
      duplicates: sequenced && second === 2 ? 1 : 0,
      topics:
        messages === 0
          ? {}
          : {
              '<b>price|updates</b>': { count: messages * 2, bytes: messages * 2_345 },
              pong: { count: messages, bytes: messages * 17 },
            },
      deliveryLag: sequenced ? encodeMillis(Array.from({ length: messages }, () => 2 + random())) : null,
    }),
  ];
}
