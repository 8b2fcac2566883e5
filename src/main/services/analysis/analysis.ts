import type { CapacityDocument } from '../../../contract/capacity.ts';
import { overrideRows } from '../../../contract/override-rows.ts';
import { iterationsOf } from '../../../contract/run-length.ts';
import type { MeasuredPlan } from '../../../contract/run-plan.ts';
import type { RunState } from '../../../contract/run-state.ts';
import type { FiredRule } from '../../../contract/stop-rule.ts';
import type { Summary, SummarySecond } from '../../../contract/summary.ts';
import type { GradeRow } from '../../../contract/threshold.ts';
import type { KeptRequest, RunSecond } from '../../../contract/tick.ts';
import { type EpochMillis, type Millis, microsToMillis } from '../../../contract/units.ts';
import type { LiveWatched } from '../../../contract/watch.ts';
import { isDisturbed, type TrustOptions } from '../../../workers/engine/verdicts/trust.ts';
import { withLanes } from '../../protocols/parts.ts';
import type { RunRecord } from '../../storage/run-record.ts';
import type { LevelsByClass } from './capacity/running/applied-level.ts';
import { type CapacityRun, searchOf } from './capacity/running/capacity-run.ts';
import { overallOfSearch } from './capacity/running/search-overall.ts';
import { NeverAnswered } from './counts/never-answered.ts';
import { Rejections } from './counts/rejections.ts';
import { NO_CAUSES, type RunCauses } from './findings/finding.ts';
import { obstaclesOfAnyGate } from './grades/obstacles.ts';
import { RunFigures } from './run-figures.ts';
import { SecondRows } from './seconds/second-rows.ts';
import { TrustSeconds } from './seconds/trust-seconds.ts';
import { RunSegments } from './segments/run-segments.ts';
import { withResource } from './stress/exhausted-resource.ts';
import { searchAnswers } from './stress/stress-answers.ts';
import { targetDocument } from './target/target-document.ts';
import type { TargetFacts } from './target/target-looks.ts';
import { WatchedColumns } from './target/watched-columns.ts';

/** What of a run's record the figures depend on. */
export type AnalysedRun = Pick<RunRecord, 'runId' | 'name' | 'purpose' | 'startedAt' | 'environment'> &
  Partial<Pick<RunRecord, 'overrides'>> & { readonly plan: MeasuredPlan };

/** What the seconds do not say of a run. */
interface RunView {
  readonly state: RunState;
  readonly endedAt: EpochMillis | null;
  /** Default: to the end of the last second seen. */
  readonly durationMs?: Millis;
  readonly notes: string;
  readonly endReason: string;
  readonly withSeconds: boolean;
  /** What sets its slow and failed requests apart, for its findings: asked once all seconds were gone through. Absent: nobody has looked. */
  causes?(): RunCauses;
  /** Hides what a request that was kept of a failure may show; absent: it was hidden before. */
  seen?(kept: KeptRequest): KeptRequest;
}

/** Which seconds of a stored run the figures cover; both ends included. Without: all but the warm-up. */
interface SecondChoice {
  readonly fromSecond?: number | undefined;
  readonly toSecond?: number | undefined;
  /** True: all but these, and but the warm-up. */
  readonly outside?: boolean | undefined;
  readonly excludeBadSeconds?: boolean | undefined;
}

export interface Analysis {
  /** Takes the next second, in order. Cheap: merges what is new. */
  add(second: RunSecond): SummarySecond;
  /**
   * Everything so far. The same seconds give the same document, live or stored, unless it is out of date: see
   * `isOutdated`.
   */
  summary(view: RunView): Summary;
  /** What the watches told with a second that was added, and what was derived of it. */
  liveWatched(second: Pick<RunSecond, 'watched'>): readonly LiveWatched[];
  /** The load that a search of capacity wants next, by class; null: it is over. Undefined: the run searches for nothing. */
  wantedLoad(): LevelsByClass | null | undefined;
  /** A later second showed that an earlier one was judged wrongly: the whole has to be added to one that begins afresh. */
  readonly isOutdated: boolean;
  /** One of the same run without any second yet, which judges each by all that this one was told. */
  afresh(): Analysis;
}

/** Starts the analysis of a run that is about to send its seconds. */
export function createAnalysis(run: AnalysedRun): Analysis {
  const whole = { choice: {}, badSeconds: new Set<number>(), gradesOfAll: null, seen: asItIs };
  return new RunAnalysis(run, { keepSeconds: true, known: [], ...whole });
}

/**
 * The document of a stored run, over all of it or over a part.
 * @param seconds are gone through once, and once more where that is needed: they may be read as they are asked for
 */
export function analyseStored(
  record: AnalysedRun,
  seconds: Iterable<RunSecond>,
  view: RunView & SecondChoice,
): Summary {
  const leavesOut = view.excludeBadSeconds === true;
  const badSeconds = leavesOut ? badSecondsOf(record, seconds) : new Set<number>();
  // Leaving data out may show the target alone; it never makes a grade better.
  const gradesOfAll = badSeconds.size === 0 ? null : gradesOf(record, seconds, view);
  const { withSeconds: keepSeconds, seen = asItIs } = view;
  const setup = { keepSeconds, choice: view, badSeconds, gradesOfAll, seen };
  const first = analysed(record, seconds, { ...setup, known: [] });
  // What a credential was worth may show at the end only: then every second is judged by all of them.
  const last = first.isOutdated ? analysed(record, seconds, { ...setup, known: seconds }) : first;
  return last.summary(view);
}

/** Over all of the seconds in view. */
function gradesOf(
  record: AnalysedRun,
  seconds: Iterable<RunSecond>,
  { causes: _, ...view }: RunView & SecondChoice,
): Summary['grades'] {
  return analyseStored(record, seconds, { ...view, excludeBadSeconds: false, withSeconds: false }).grades;
}

/**
 * The seconds of a run that is over, as its figures take them: whose fault a rejection was is told by all of them, and what a
 * stop cut off is no failure.
 * @param seconds are gone through twice
 */
export function* judgedSeconds(
  plan: Pick<MeasuredPlan, 'series' | 'load'>,
  seconds: Iterable<RunSecond>,
): Generator<{ readonly stored: RunSecond; readonly judged: RunSecond }> {
  const rejections = new Rejections(plan, seconds);
  const neverAnswered = new NeverAnswered();
  for (const stored of seconds) yield { stored, judged: neverAnswered.judge(rejections.judge(stored)) };
}

function analysed(record: AnalysedRun, seconds: Iterable<RunSecond>, setup: Setup): RunAnalysis {
  const analysis = new RunAnalysis(record, setup);
  for (const second of seconds) {
    if (setup.keepSeconds) analysis.add(second);
    else analysis.addUnseen(second);
  }
  return analysis;
}

function badSecondsOf(record: AnalysedRun, seconds: Iterable<RunSecond>): Set<number> {
  const secondCounters = new TrustSeconds(trustOptionsOf(record));
  for (const second of seconds) secondCounters.add(second);
  return new Set(secondCounters.verdict().badSeconds);
}

function trustOptionsOf({ plan, overrides }: AnalysedRun): TrustOptions {
  return { warmupMs: plan.warmupMs, precision: overrides?.precision ?? 'tick' };
}

interface Setup {
  readonly keepSeconds: boolean;
  readonly known: Iterable<RunSecond>;
  readonly choice: SecondChoice;
  readonly badSeconds: ReadonlySet<number>;
  /** Grades over every second, where some are left out. */
  readonly gradesOfAll: readonly GradeRow[] | null;
  seen(kept: KeptRequest): KeptRequest;
}

const asItIs = (kept: KeptRequest) => kept;

/** What the document says of the stop rules that came true: the one that ended the run, and those that held its load. */
function firedIn(fired: readonly FiredRule[]): Pick<Summary, 'stopRule' | 'holdRules'> {
  const stopRule = fired.find(({ action }) => action !== 'hold');
  const holdRules = fired.filter(({ action }) => action === 'hold');
  return { ...(stopRule && { stopRule }), ...(holdRules.length > 0 && { holdRules }) };
}

class RunAnalysis implements Analysis {
  readonly #run: AnalysedRun;
  readonly #setup: Setup;
  readonly #figures: RunFigures;
  readonly #rows: SecondRows;
  readonly #trust: TrustSeconds;
  readonly #rejections: Rejections;
  readonly #segments: RunSegments;
  readonly #watched: WatchedColumns;
  readonly #neverAnswered = new NeverAnswered();
  readonly #capacity: CapacityRun | null;
  readonly #kept: SummarySecond[] = [];
  readonly #fired: FiredRule[] = [];
  #coveredMs: Millis = 0;

  constructor(run: AnalysedRun, setup: Setup, rejections = new Rejections(run.plan, setup.known)) {
    this.#run = run;
    this.#setup = setup;
    this.#watched = new WatchedColumns(run.plan, {
      inView: (second) => this.#inView(second),
      // What disturbed the load generator did not disturb its target.
      isMeasured: (second) => this.#inView(second) && this.#isCounted(this.#isWarmup({ second })),
    });
    const { cores } = run.environment;
    this.#figures = new RunFigures(run.plan, { ...setup, watched: this.#watched, cores });
    this.#rows = new SecondRows(run.plan);
    this.#segments = new RunSegments(run.plan, this.#figures.sums);
    this.#trust = new TrustSeconds(trustOptionsOf(run));
    this.#rejections = rejections;
    this.#capacity = searchOf(run.plan, run.overrides?.precision ?? 'tick');
  }

  get isOutdated(): boolean {
    return this.#rejections.isOutdated;
  }

  wantedLoad(): LevelsByClass | null | undefined {
    return this.#capacity?.wanted();
  }

  liveWatched(second: Pick<RunSecond, 'watched'>): readonly LiveWatched[] {
    return this.#watched.live(second);
  }

  afresh(): Analysis {
    return new RunAnalysis(this.#run, this.#setup, this.#rejections.afresh());
  }

  add(measured: RunSecond): SummarySecond {
    const second = this.#judged(measured);
    const row = this.#rows.row(second, this.#isWarmup(second), this.#trust.add(second));
    this.#take(second);
    if (this.#setup.keepSeconds) this.#kept.push(row);
    return row;
  }

  /** As `add`, of a second whose row nobody reads: that row is most of the work. */
  addUnseen(measured: RunSecond): void {
    const second = this.#judged(measured);
    this.#rows.follow(second, this.#isWarmup(second));
    this.#trust.add(second);
    this.#take(second);
  }

  #judged(measured: RunSecond): RunSecond {
    this.#capacity?.see(measured);
    return this.#neverAnswered.judge(this.#rejections.judge(measured));
  }

  #isWarmup({ second }: Pick<RunSecond, 'second'>): boolean {
    return second * 1_000 < this.#run.plan.warmupMs;
  }

  #take(second: RunSecond): void {
    this.#coveredMs = second.second * 1_000 + microsToMillis(second.lengthUs);
    this.#fired.push(...(second.firedRules ?? []));
    this.#watched.add(second);
    const { fromSecond = 0, outside = false } = this.#setup.choice;
    const isInView = this.#inView(second.second);
    if (!isInView && (outside || second.second < fromSecond)) {
      this.#figures.passOver(second);
      this.#segments.passOver(second);
    }
    if (!isInView) return;
    const standing = {
      measured: this.#isMeasured(second.second, this.#isWarmup(second)),
      excluded: this.#setup.badSeconds.has(second.second),
      disturbed: isDisturbed(second, trustOptionsOf(this.#run).precision),
    };
    // What was added before is read where another segment begins.
    this.#segments.enter(second);
    this.#figures.add(second, standing);
    this.#segments.add(second, standing);
  }

  summary(view: RunView): Summary {
    const { overrides } = this.#run;
    const trust = this.#trust.verdict();
    const durationMs = view.durationMs ?? this.#coveredMs;
    const fired = firedIn(this.#fired);
    const standing = {
      ended: view.state !== 'running' && !this.#isPart,
      state: view.state,
      stopRule: fired.stopRule ?? null,
      durationMs,
      requiresTrust: overrides?.requireTrust === true,
      causes: view.causes?.() ?? NO_CAUSES,
    };
    const figures = this.#figures.summarize(standing, trust);
    const perSecond = view.withSeconds ? this.#kept.slice() : [];
    return {
      schema: 'plimsoll.summary/1',
      run: this.#told(view, durationMs),
      ...figures,
      ...this.#segments.summarize(standing.ended),
      ...withLanes(figures, (kind) => this.#rows.lanes(kind)),
      ...fired,
      ...targetDocument(this.#watched, {
        perSecond,
        ended: view.state !== 'running',
        inView: this.#isPart ? (second) => this.#inView(second) : null,
      }),
      perSecond,
      trust,
      // Of a part of the run it would be another search.
      ...(this.#capacity !== null &&
        !this.#isPart &&
        searchPart(this.#capacity.document(view.state !== 'running'), {
          // Its time is only the longest that it may take.
          ending: { ...standing, plannedMs: null },
          trust: { ...trust, isRequired: standing.requiresTrust && view.state !== 'running' },
          target: this.#figures.target(view.state),
        })),
    };
  }

  /** What is said of the run itself. */
  #told(view: RunView, durationMs: Millis): Summary['run'] {
    const { plan, environment, overrides } = this.#run;
    const { fromSecond = 0, toSecond, excludeBadSeconds } = this.#setup.choice;
    const iterations = iterationsOf(plan);
    return {
      id: this.#run.runId,
      name: this.#run.name,
      purpose: this.#run.purpose,
      description: plan.description,
      state: view.state,
      startedAt: new Date(this.#run.startedAt).toISOString(),
      endedAt: view.endedAt === null ? null : new Date(view.endedAt).toISOString(),
      durationMs,
      plannedDurationMs: plan.durationMs,
      ...(iterations !== null && { iterations }),
      warmupMs: plan.warmupMs,
      engine: environment.engine,
      plimsollVersion: environment.plimsoll,
      environment,
      overrides: overrideRows(overrides ?? {}).map(([name, text]) => ({ name, text })),
      notes: view.notes,
      endReason: view.endReason,
      range: this.#isPart ? { fromSecond, toSecond: toSecond ?? Math.ceil(this.#coveredMs / 1_000) } : null,
      badSecondsExcluded: excludeBadSeconds === true,
    };
  }

  /** Of the run some seconds only were chosen. */
  get #isPart(): boolean {
    const { fromSecond, toSecond } = this.#setup.choice;
    return fromSecond !== undefined || toSecond !== undefined;
  }

  #inView(second: number): boolean {
    const { fromSecond = 0, toSecond = Number.POSITIVE_INFINITY, outside = false } = this.#setup.choice;
    return (second >= fromSecond && second <= toSecond) !== outside;
  }

  #isMeasured(second: number, warmup: boolean): boolean {
    return this.#isCounted(warmup) && !this.#setup.badSeconds.has(second);
  }

  /** A part chosen by hand is measured whole, even where it reaches into the warm-up. */
  #isCounted(warmup: boolean): boolean {
    const { fromSecond, toSecond, outside = false } = this.#setup.choice;
    const byHand = !outside && (fromSecond !== undefined || toSecond !== undefined);
    return byHand || !warmup;
  }
}

function searchPart(
  capacity: CapacityDocument,
  facts: Parameters<typeof obstaclesOfAnyGate>[0] & { readonly target: TargetFacts | null },
): Pick<Summary, 'capacity' | 'overall' | 'stress'> {
  const ended = facts.ending.state !== 'running';
  const stress = withResource(searchAnswers(capacity, ended), facts.target, ended);
  return { capacity, overall: overallOfSearch(capacity, obstaclesOfAnyGate(facts)), stress };
}
