import type { RunPlan } from '../../src/contract/run-plan.ts';
import type { SteerAct } from '../../src/contract/steering.ts';
import { type Hosted, startHosted } from './hosted.ts';
import { type Random, seededRandom } from './seeded-random.ts';
import { CrewSteering } from './steer-crew.ts';
import { type TruthPlanInput, truthPlan } from './truth-plan.ts';
import { breachesOf, codesOf, runPlan, type TruthRun, totalsOf } from './truth-run.ts';
import type { Behaviour, TargetCounts, TruthTargetOptions, TruthTargets } from './truth-target.ts';

/** A run of chance, decided by its seed alone: the same seed asks for the same. */
export interface ChanceRun {
  readonly seed: number;
  readonly threads: number;
  readonly mix: TruthTargetOptions['mix'];
  /** When it is stopped, milliseconds after its start, and how; null: it runs to its end. */
  readonly stop: { readonly afterMs: number; readonly how: 'graceful' | 'now' } | null;
  /** How its load is steered, milliseconds after its start. */
  readonly acts: readonly { readonly afterMs: number; readonly act: SteerAct }[];
  planFor(url: string): RunPlan;
}

/** Longer than any slow answer on a busy machine: who answers in time must not be called late. */
const TIMEOUT = '3s';

/** Rates, ramps, stages, users, Poisson, caps, connection policies, faults and stops, all drawn from the seed. */
export function chanceRun(seed: number): ChanceRun {
  const random = seededRandom(seed);
  const mix = drawMix(random);
  const input = drawInput(random);
  const durationMs = 1_000 + Math.round(random() * 500);
  const stops = random() < 0.6;
  const how = random() < 0.5 ? 'now' : 'graceful';
  return {
    seed,
    threads: 1 + Math.floor(random() * 3),
    mix,
    stop: stops ? { afterMs: random() * durationMs, how } : null,
    acts: [],
    planFor: (url) => truthPlan({ ...input, services: { target: { url } } }, { seed, durationMs }),
  };
}

/** The same, steered up to eleven times while it goes on: to levels, factors, spikes, rest and back. */
export function steeredChanceRun(seed: number): ChanceRun {
  const run = chanceRun(seed);
  const random = seededRandom(seed + 1_000_003);
  const unit = () => (random() < 0.5 ? 'users' : 'rate');
  const draw = (): SteerAct => {
    const kind = Math.floor(random() * 6);
    const of = unit();
    const level = of === 'users' ? Math.round(random() * 60) : random() * 800;
    if (kind === 0) return { kind: 'scale', unit: of, factor: 0.2 + random() * 2 };
    if (kind === 1) return { kind: 'spike', unit: of, level, seconds: 0.1 + random() * 0.5 };
    if (kind === 2) return { kind: 'back' };
    if (kind === 3) return { kind: 'hold' };
    return { kind: 'set', unit: of, level: random() < 0.2 ? 0 : level };
  };
  const acts = Array.from({ length: 3 + Math.floor(random() * 9) }, () => ({
    afterMs: random() * 1_400,
    act: draw(),
  }));
  return { ...run, acts: acts.sort((a, b) => a.afterMs - b.afterMs) };
}

function drawMix(random: Random): TruthTargetOptions['mix'] {
  const faults = ['busy', 'gone', 'cut', 'garbage', 'hang', 'endless'] as const;
  const chosen = faults.filter(() => random() < 0.4).map((name) => [name, 0.02 + 0.2 * random()] as const);
  return { ok: 0.3 + random(), slow: random(), ...Object.fromEntries(chosen) };
}

type LoadInput = NonNullable<TruthPlanInput['load']>;

function drawInput(random: Random): Omit<TruthPlanInput, 'services'> {
  const between = (from: number, to: number): number => Math.round(from + random() * (to - from));
  const pick = <Item>(...items: readonly [Item, ...Item[]]): Item =>
    items[Math.floor(random() * items.length)] ?? items[0];
  const connections = pick('shared', 'per-user', 'new-each-time');
  const tasks = {
    one: { get: '/one', weight: between(1, 5) },
    two: {
      steps: [
        { post: '/first', name: 'first', body: { text: 'x'.repeat(between(0, 9_000)) } },
        { get: '/second', name: 'second' },
      ],
    },
  };
  const open: LoadInput = {
    model: 'open',
    arrivals: pick('constant', 'poisson'),
    rate: between(0, 200),
    stages: Array.from({ length: between(1, 4) }, () => ({
      shape: pick('ramp', 'hold', 'spike'),
      to: between(0, 600),
      duration: between(1, 4),
    })),
  };
  const closed: LoadInput = {
    model: 'closed',
    users: between(1, 20),
    stages: [
      { to: between(0, 40), duration: between(1, 4) },
      { to: between(0, 40), duration: 1 },
    ],
  };
  const load = pick('open', 'closed', 'both');
  return {
    classes: {
      first: { service: 'target', connections, tasks, load: load === 'closed' ? closed : open },
      ...(load === 'both' && {
        second: {
          service: 'target',
          tasks,
          thinkTime: { between: ['1ms', `${between(1, 60)}ms`] },
          load: closed,
          ...(random() < 0.3 && { iterations: between(1, 10) }),
        },
      }),
    },
    limits: {
      timeout: TIMEOUT,
      ...(random() < 0.3 && { maxInFlight: between(3, 60) }),
      ...(random() < 0.3 && { maxConnections: between(5, 60) }),
      ...(random() < 0.2 && { maxRate: between(50, 400) }),
    },
  };
}

export type ConservationTargets = Hosted<TruthTargets>;

export function startTruthTargets(): Promise<ConservationTargets> {
  return startHosted<TruthTargets>(new URL('./truth-target-process.ts', import.meta.url), {});
}

/** What a run and its target disagree about, in sentences; none: every request is accounted for on both sides. */
export interface Balance {
  readonly differences: readonly string[];
  readonly sent: number;
  readonly planned: number;
  readonly dropped: number;
  readonly cancelled: number;
  readonly openAtStop: number;
  readonly cutUnsent: number;
  /** How often its load was steered. */
  readonly steered: number;
}

/** Runs it, waits until the target has heard of every end, and draws the balance. */
export async function balanceOf(targets: ConservationTargets, chance: ChanceRun): Promise<Balance> {
  const url = await targets.remote.open({ seed: chance.seed, mix: chance.mix });
  const { stop, acts } = chance;
  const plan = chance.planFor(url);
  try {
    const run = await runPlan(plan, {
      threads: chance.threads,
      meanwhile: (crew) => {
        const steering = new CrewSteering(crew, plan);
        for (const { afterMs, act } of acts) setTimeout(() => steering.act(act), afterMs);
        if (stop !== null) setTimeout(() => crew.stop(stop.how), stop.afterMs);
      },
    });
    return draw(run, await settledCounts(targets, url, totalsOf(run.seconds).sent - run.cutUnsent));
  } finally {
    await targets.remote.shut(url);
  }
}

/** The counts once the target has heard of everything, or after 5 s: what is missing then is a difference. */
async function settledCounts(
  targets: ConservationTargets,
  url: string,
  requests: number,
): Promise<TargetCounts> {
  const until = performance.now() + 5_000;
  for (;;) {
    const counts = await targets.remote.counts(url);
    const heard = counts.openSockets === 0 && counts.requests >= requests;
    if (heard || performance.now() > until) return counts;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** Which codes a behaviour may end in; the answers without one are successes. */
const CODES_OF: readonly (readonly [readonly Behaviour[], readonly string[]])[] = [
  [['busy'], ['http.5xx', 'http.429']],
  [['gone'], ['closed.before_headers', 'reset.before_headers', 'closed.keepalive_race']],
  [['cut'], ['closed.mid_body', 'reset.mid_body']],
  [['garbage'], ['protocol.not_http']],
  [['hang'], ['timeout.headers']],
  [['endless'], ['timeout.total']],
];

function draw(run: TruthRun, target: TargetCounts): Balance {
  const totals = totalsOf(run.seconds);
  const { planned, sent, ok, errors, dropped, cancelled, waiting, inFlight } = totals;
  const differences = breachesOf(run);
  const equal = (what: string, client: number, server: number): void => {
    if (client !== server) differences.push(`${what}: ${client} here, ${server} there`);
  };
  equal('planned = sent + dropped + cancelled', planned, sent + dropped + cancelled);
  equal('sent = ok + errors + open at stop', sent, ok + errors + inFlight);
  equal('waiting at the end', waiting, 0);
  equal('sockets left', 0, target.openSockets);
  // A request may be cut between the decision to send it and its first byte: while its connection is made, mostly.
  equal('sent', sent - run.cutUnsent, target.requests);
  if (target.bareConnections > run.cutUnsent) {
    differences.push(`${target.bareConnections} connections without a request, ${run.cutUnsent} cut here`);
  }
  const codes = codesOf(run.seconds);
  // What is in no category here was open when the run was stopped: by so much the other side may have more, in sum.
  let missing = run.cutUnsent;
  const compare = (what: string, client: number, server: number): void => {
    if (client > server) differences.push(`${what}: ${client} here, only ${server} there`);
    missing += server - client;
  };
  compare('answered', ok, target.met.ok + target.met.slow);
  for (const [behaviours, known] of CODES_OF) {
    const here = known.reduce((sum, code) => sum + (codes[code] ?? 0), 0);
    compare(
      known[0] ?? '',
      here,
      behaviours.reduce((sum, name) => sum + target.met[name], 0),
    );
  }
  const strange = Object.keys(codes).filter((code) => !CODES_OF.some(([, known]) => known.includes(code)));
  for (const code of strange) differences.push(`${code}: ${codes[code]} here, not expected of this target`);
  equal('open at stop', inFlight, missing);
  if (run.end.state === 'failed') differences.push(run.end.reason);
  const steered = run.seconds.reduce((sum, second) => sum + (second.steered?.length ?? 0), 0);
  return {
    differences,
    sent,
    planned,
    dropped,
    cancelled,
    openAtStop: inFlight,
    cutUnsent: run.cutUnsent,
    steered,
  };
}
