import type { AppliedRun } from '../../../contract/applied-run.ts';
import type { BaselineVerdict } from '../../../contract/baseline.ts';
import type { Comparison } from '../../../contract/comparison.ts';
import { fail, type Result, succeed } from '../../../contract/failure.ts';
import type { ThresholdSet } from '../../../contract/grading.ts';
import type { Heatmap } from '../../../contract/heatmap.ts';
import type { HistoryChoices } from '../../../contract/history-filter.ts';
import type { RequestDetail, RequestPage } from '../../../contract/request-rows.ts';
import { figuresOf, type RunFigures } from '../../../contract/run-figures.ts';
import type { MeasuredPlan } from '../../../contract/run-plan.ts';
import type { ScopeSeconds } from '../../../contract/scope-seconds.ts';
import type { Selection, StretchGrades } from '../../../contract/selection.ts';
import type { Summary, SummarySecond } from '../../../contract/summary.ts';
import type { RunSecond } from '../../../contract/tick.ts';
import type { Trend } from '../../../contract/trend.ts';
import type { SecondIndex } from '../../../contract/units.ts';
import type { GaugeSummary } from '../../../contract/watched-schema.ts';
import type { Why } from '../../../contract/why.ts';
import type { ArgumentOf, ExportedFile } from '../../../contract/wire.ts';
import type { RunReader } from '../../storage/run-reader.ts';
import type { RunRecord, StoredCauses } from '../../storage/run-record.ts';
import { DamagedRunError } from '../../storage/storage-failure.ts';
import { judgedSeconds } from '../analysis/analysis.ts';
import { ChosenExchanges } from '../analysis/carrying/chosen-exchanges.ts';
import { type CarriedSecond, carriedSecond } from '../analysis/carrying/graded-seconds.ts';
import { RunGrades } from '../analysis/carrying/run-grades.ts';
import { RunLoad } from '../analysis/counts/run-load.ts';
import { BandCounts } from '../analysis/reading/band-counts.ts';
import { EncodedRun } from '../analysis/reading/encoded-run.ts';
import { heatmapOf } from '../analysis/reading/heatmap.ts';
import { requestDetail } from '../analysis/reading/one-request.ts';
import { type NamedRequest, nameOf } from '../analysis/reading/readable-run.ts';
import { placeOf, requestPage, rowAt } from '../analysis/reading/request-list.ts';
import { scopeSeconds } from '../analysis/reading/scope-seconds.ts';
import { selectionOf } from '../analysis/reading/select.ts';
import { whyOf } from '../analysis/reading/why-of.ts';
import { type BaselineAsked, judgeStored } from '../baselines/judge-stored.ts';
import { type ComparedRun, compareRuns } from '../compare/comparisons.ts';
import { originalGrading, regradeRun } from '../regrading/regrade-run.ts';
import { countingGrading } from '../regrading/run-gradings.ts';
import { exportRun } from '../reports/export.ts';
import { notFound } from '../runs/run-failures.ts';
import { CausesAtHand } from '../runs/stored-causes.ts';
import { hiddenSeconds, storedDocument, withBaseline } from '../runs/stored-document.ts';
import { readRun } from '../runs/stored-texts.ts';
import type { RunRedactor } from '../secrets/run-redactor.ts';
import { carriedParts } from './carried-parts.ts';
import { trendAnswer } from './trend-answer.ts';

interface RegradeAsked {
  readonly runId: string;
  readonly set: ThresholdSet;
}

interface RegradedRun {
  readonly made: ReturnType<typeof regradeRun>;
  readonly original: ReturnType<typeof originalGrading> | null;
}

interface ReportAsked {
  readonly runId: string;
  /** The built page of report files. */
  readonly reportDir: string;
  readonly summary?: Summary | undefined;
}

/** What a document has by second. */
interface InSeconds {
  /** The run, and its last second. */
  readonly of: string;
  readonly rows: readonly SummarySecond[];
  readonly gauges: readonly GaugeSummary[];
}

interface Reading {
  readonly runId: string;
  /** Of the grading that counts. */
  readonly graded: number | null;
  readonly plan: MeasuredPlan;
  readonly run: EncodedRun;
  readonly bands: BandCounts;
  readonly grades: RunGrades;
  readonly redact: RunRedactor;
}

/**
 * Answers what is asked about a run, from its stored seconds. The run last asked about stays in memory, encoded; one that
 * goes on is read on from where it was.
 */
export class RunAnswers {
  readonly #store: RunReader['runs'];
  readonly #reader: RunReader;
  readonly #causes: CausesAtHand;
  #reading: Reading | null = null;
  #inSeconds: InSeconds | null = null;

  constructor(reader: RunReader) {
    this.#reader = reader;
    this.#store = reader.runs;
    this.#causes = new CausesAtHand(reader.runs);
  }

  heatmap({ runId, scope }: ArgumentOf<'runs.heatmap'>): Result<Heatmap> {
    const reading = this.#read(runId);
    return reading === null ? fail(notFound(runId)) : succeed(heatmapOf(reading.run, scope));
  }

  select({ runId, ...asked }: ArgumentOf<'runs.select'>): Result<Selection> {
    const reading = this.#read(runId);
    if (reading === null) return fail(notFound(runId));
    return succeed(reading.redact.seen(selectionOf(reading.run, reading.bands, asked)));
  }

  why({ runId, scope, ...asked }: ArgumentOf<'runs.why'>): Result<Why> {
    const reading = this.#read(runId);
    if (reading === null) return fail(notFound(runId));
    const { area = null, against = null } = asked;
    return succeed(reading.redact.seen(whyOf(reading.run, reading.bands, { scope, area, against })));
  }

  /** Of an endpoint, a service or the run, from a second on. */
  scopeSeconds({ runId, scope, fromSecond = 0 }: ArgumentOf<'runs.scopeSeconds'>): Result<ScopeSeconds> {
    const reading = this.#read(runId);
    return reading === null ? fail(notFound(runId)) : succeed(scopeSeconds(reading.run, scope, fromSecond));
  }

  requests({ runId, filter, from = 0, limit, order }: ArgumentOf<'runs.requests'>): Result<RequestPage> {
    const reading = this.#read(runId);
    if (reading === null) return fail(notFound(runId));
    return succeed(reading.redact.seen(requestPage(reading.run, { filter, from, limit, order })));
  }

  request({ runId, id, clock }: ArgumentOf<'runs.request'>): Result<RequestDetail> {
    const reading = this.#read(runId);
    if (reading === null) return fail(notFound(runId));
    const place = placeOf(id);
    const found = place === null ? null : rowAt(reading.run, place, clock);
    if (place === null || found === null) return fail(noRequest(id));
    const { row, request } = found;
    const exchange = this.#exchangeOf(runId, reading.run, request);
    const { seen } = reading.redact;
    // A command is made of what is hidden already, so that a secret in it has the name of a variable.
    const trace = this.#store.get(runId)?.plan.trace;
    return succeed(
      seen(requestDetail(reading.run, { row, request, clock, exchange: seen(exchange), trace })),
    );
  }

  /** What sets slow and failed requests of a run that is over apart, to be kept. */
  causes({ runId }: { readonly runId: string }): Result<StoredCauses> {
    const record = this.#store.get(runId);
    if (record === null) return fail(notFound(runId));
    return succeed(this.#causes.stored(readRun(record), this.#store.eachSecond(runId)));
  }

  /** What is kept of a run for histories, read from its seconds. */
  figures({ runId }: { readonly runId: string }): Result<RunFigures> {
    const record = this.#store.get(runId);
    if (record === null) return fail(notFound(runId));
    const read = readRun(record);
    const summary = storedDocument(this.#store, read, null, { withSeconds: false });
    return succeed(figuresOf(summary, read.record.plan));
  }

  /** By what the runs of a filter can be filtered further. */
  choices(filter: ArgumentOf<'history.choices'>): Result<HistoryChoices> {
    return succeed(this.#reader.history.choices(filter));
  }

  /** A figure over the runs of a filter. */
  trend(asked: ArgumentOf<'history.trend'>): Result<Trend> {
    return succeed(trendAnswer(this.#reader, asked));
  }

  /** The document of a stored run, or of a part of it. */
  document({ runId, withCauses = true, ...choice }: ArgumentOf<'runs.get'>): Result<Summary> {
    const record = this.#store.get(runId);
    if (record === null) return fail(notFound(runId));
    const document = storedDocument(this.#store, readRun(record), withCauses ? this.#causes : null, choice);
    return succeed(withBaseline(document, this.#store.verdict(runId)));
  }

  /** What other thresholds say of a stored run, with what it was graded as it ran, where that was not kept. Keeps nothing. */
  regrade({ runId, set }: RegradeAsked): Result<RegradedRun> {
    const record = this.#store.get(runId);
    if (record === null) return fail(notFound(runId));
    const isKept = record.gradings?.gradings.some(({ origin }) => origin.kind === 'run') === true;
    const { seen } = readRun(record).redact;
    const grade = (run: RunRecord) => storedDocument(this.#store, readRun(run), null, { withSeconds: false });
    return succeed({
      made: seen(regradeRun(grade, record, set)),
      original: isKept ? null : seen(originalGrading(grade, record)),
    });
  }

  /** What a stretch of a run would be graded by itself, or all but that stretch. */
  grades({ runId, outside = false, ...stretch }: ArgumentOf<'runs.grades'>): Result<StretchGrades> {
    const reading = this.#read(runId);
    if (reading === null) return fail(notFound(runId));
    const rows = reading.grades.of({ ...stretch, outside }, this.#secondsOf(runId));
    return succeed(reading.redact.seen({ rows }));
  }

  /** Rows of seconds, of which a document has too many to be sent at once; all are made when the first are asked for. */
  seconds({ runId, ...stretch }: ArgumentOf<'runs.seconds'>): Result<readonly SummarySecond[]> {
    const record = this.#store.get(runId);
    if (record === null) return fail(notFound(runId));
    return succeed(secondsIn(this.#secondsIn(record).rows, stretch));
  }

  /** What was watched, with all its seconds. */
  gauges({ runId }: ArgumentOf<'runs.gauges'>): Result<readonly GaugeSummary[]> {
    const record = this.#store.get(runId);
    return record === null ? fail(notFound(runId)) : succeed(this.#secondsIn(record).gauges);
  }

  /** Runs of one session against stored ones. */
  baseline(asked: BaselineAsked): Result<BaselineVerdict> {
    return judgeStored((runId) => this.#withDocument(runId), asked);
  }

  compare({ a, b }: ArgumentOf<'runs.compare'>): Result<Comparison> {
    const first = this.#compared(a);
    if (!first.ok) return first;
    const second = this.#compared(b);
    return second.ok ? succeed(compareRuns(first.value, second.value)) : second;
  }

  /** A stored run as a report that opens offline. @param summary its document, where it is known; else it is made here */
  report({ runId, reportDir, summary }: ReportAsked): Result<ExportedFile> {
    const reading = this.#read(runId);
    if (reading === null) return fail(notFound(runId));
    const document = summary === undefined ? this.document({ runId }) : succeed(summary);
    if (!document.ok) return document;
    const { run, plan, redact } = reading;
    const chosen = new ChosenExchanges(run.seconds);
    const graded: CarriedSecond[] = [];
    for (const { stored, judged } of judgedSeconds(plan, this.#secondsOf(runId))) {
      for (const one of stored.exemplars) chosen.add(one);
      graded.push(carriedSecond(judged, plan.series.length));
    }
    const { thresholds, load, durationMs } = plan;
    const carried = carriedParts(run, {
      exchanges: redact.seen(chosen.chosen),
      trace: redact.seen(this.#store.get(runId)?.plan.trace ?? null),
      graded: redact.seen({ plan: { thresholds, load, durationMs }, seconds: graded }),
      seen: redact.seen,
    });
    return exportRun(document.value, 'html', { reportDir, carried });
  }

  /** What was applied in a run, with the plan it was written for. */
  appliedRun({ runId }: { readonly runId: string }): Result<AppliedRun> {
    const record = this.#store.get(runId);
    if (record === null) return fail(notFound(runId));
    const { planText, overrides, plan, durationMs } = readRun(record).record;
    const load = new RunLoad(plan);
    for (const second of this.#store.eachSecond(runId)) load.see(second);
    const { scenarios, seed, warmupMs, capacity } = plan;
    return succeed({
      runId,
      planText,
      overrides,
      plan: { scenarios, seed, warmupMs, ...(capacity !== undefined && { capacity }) },
      load: load.classes,
      // One that nobody ended, or whose tasks were done, ended when its last second did.
      endMs: Math.min(load.endMs, durationMs),
    });
  }

  /** Whatever a document has by second, of the run last asked about. */
  #secondsIn(record: RunRecord): InSeconds {
    const of = `${record.runId} ${this.#store.lastSecond(record.runId)}`;
    if (this.#inSeconds?.of !== of) {
      const { perSecond: rows, gauges = [] } = storedDocument(this.#store, readRun(record), null);
      this.#inSeconds = { of, rows, gauges };
    }
    return this.#inSeconds;
  }

  /** Sums up one more stretch of the run last asked about. @returns false: there is none left */
  rollUpNext(): boolean {
    return this.#reading?.run.rollUpNext() ?? false;
  }

  /** Read anew each time they are gone through. */
  #secondsOf(runId: string): Iterable<RunSecond> {
    return { [Symbol.iterator]: () => this.#store.eachSecond(runId)[Symbol.iterator]() };
  }

  #exchangeOf(runId: string, run: EncodedRun, request: NamedRequest): RequestDetail['exchange'] {
    const second = run.secondOfExchange(request);
    if (second === null) return null;
    const [stored] = this.#store.eachSecond(runId, second, second);
    return stored?.exemplars.find((one) => nameOf(one) === nameOf(request)) ?? null;
  }

  /** Null: it is not there, or cannot be read. */
  #withDocument(runId: string): { readonly record: RunRecord; readonly summary: Summary } | null {
    try {
      const record = this.#store.get(runId);
      if (record === null) return null;
      const read = readRun(record);
      return {
        record: read.record,
        summary: storedDocument(this.#store, read, null, { withSeconds: false }),
      };
    } catch (error) {
      if (error instanceof DamagedRunError) return null;
      throw error;
    }
  }

  #compared(runId: string): Result<ComparedRun> {
    const record = this.#store.get(runId);
    if (record === null) return fail(notFound(runId));
    const read = readRun(record);
    const seconds = [...hiddenSeconds(this.#store, read)];
    return succeed({
      record: read.record,
      seconds,
      summary: storedDocument(this.#store, read, this.#causes, { withSeconds: false }),
    });
  }

  #read(runId: string): Reading | null {
    const graded = this.#gradedBy(runId);
    if (this.#reading?.runId !== runId || this.#reading.graded !== graded)
      this.#reading = this.#begin(runId, graded);
    const reading = this.#reading;
    if (reading === null) return null;
    const { run, grades } = reading;
    for (const second of this.#store.eachSecond(runId, run.seconds)) {
      run.add(second);
      grades.add(second);
    }
    return reading;
  }

  /** Whoever chooses another grading changes what stretches of the run are graded by. */
  #gradedBy(runId: string): number | null {
    const kept = this.#store.gradings(runId);
    return kept === null ? null : (countingGrading(kept)?.id ?? null);
  }

  #begin(runId: string, graded: number | null): Reading | null {
    const record = this.#store.get(runId);
    if (record === null) return null;
    const { redact, record: hidden } = readRun(record);
    const asked = { plan: hidden.plan, precision: record.overrides.precision ?? 'tick' };
    const readAgain = (second: SecondIndex) => [...this.#store.eachSecond(runId, second, second)][0] ?? null;
    const run = new EncodedRun(asked, { readAgain });
    const grades = new RunGrades(hidden.plan, run);
    return { runId, graded, plan: hidden.plan, run, bands: new BandCounts(run), grades, redact };
  }
}

/** Of these rows, those of a stretch. */
export function secondsIn(
  rows: readonly SummarySecond[],
  { fromSecond, count }: Omit<ArgumentOf<'runs.seconds'>, 'runId'>,
): readonly SummarySecond[] {
  return rows.filter(({ second }) => second >= fromSecond && second < fromSecond + count);
}

function noRequest(id: string): ReturnType<typeof notFound> {
  return {
    code: 'run.request_not_found',
    side: 'test',
    message: `No request ${id} was kept of this run.`,
    hint: 'The list of kept requests shows which were.',
  };
}
