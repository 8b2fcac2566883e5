import { bandOf } from '../../../contract/latency-bands.ts';
import { encodeLightRequests } from '../../../contract/light-requests.ts';
import type { Series } from '../../../contract/series.ts';
import type { StartCounting } from '../../../contract/start-counts.ts';
import type {
  AcceptedCredential,
  FailureCount,
  IrregularCount,
  KeptRequest,
  LateCounts,
  RedirectCount,
  SeriesSecond,
  ThreadTick,
} from '../../../contract/tick.ts';
import type { Bytes, Micros } from '../../../contract/units.ts';
import { Random } from '../load/random.ts';
import { CredentialBook } from './credential-book.ts';
import { Histogram } from './histogram.ts';
import { IrregularCounts } from './irregular.ts';
import { KeptRequestKeeper } from './kept-requests.ts';
import { LightKeeper } from './light-keeper.ts';
import { ConnectionNumbers, lightRowOf } from './light-row.ts';
import { dueUs, type LearnedSecret, type Meter, type Sample } from './sample.ts';
import { SeriesMeter } from './series-meter.ts';
import { StartSlots } from './start-slots.ts';

/** What one thread measured in one second. */
export interface MeteredSecond {
  readonly series: SeriesSecond[];
  readonly failures: FailureCount[];
  readonly exemplars: KeptRequest[];
  /** Requests kept as figures, encoded; absent: none. */
  readonly light?: Uint8Array;
  /** Absent: none. */
  readonly accepted?: AcceptedCredential[];
  /** Absent: none. */
  readonly redirected?: RedirectCount[];
  /** Absent: none. */
  readonly irregular?: IrregularCount[];
  /** What came after the plan's end; absent: nothing. */
  readonly late?: LateCounts[];
  /** What of the failures and exemplars nobody may see: for who hides it, and not to be kept. */
  readonly secrets: readonly LearnedSecret[];
  /** How our own side fared: see the gauges. */
  readonly latenessMaxUs: Micros;
  readonly latenessP99Us: Micros;
  readonly queuedMaxUs: Micros;
  readonly clientErrors: number;
}

/** The meter of one load thread. The gauges carry over from second to second, so the counters balance in each. */
export class ThreadMeter implements Meter {
  readonly #thread: number;
  readonly #series: readonly SeriesMeter[];
  readonly #keepers: readonly KeptRequestKeeper[];
  readonly #light: readonly LightKeeper[];
  readonly #numbers = new ConnectionNumbers();
  readonly #credentials: CredentialBook;
  readonly #redirected = new Map<number, number>();
  readonly #irregular = new IrregularCounts();
  /** Of what was sent, and of what ended: a request sent late spoils the figures of the second in which it ends. */
  readonly #lateness = new Histogram();
  readonly #latenessOfEnded = new Histogram();
  /** null: nobody asks when requests were to start. */
  #starts: StartSlots | null = null;
  #queuedMaxUs: Micros = 0;
  #clientErrors = 0;
  #startUs: Micros = 0;
  #planEndUs: Micros = Number.POSITIVE_INFINITY;
  #isPlanOver = false;

  /** @param seed chooses which requests are kept, nothing else */
  constructor(series: readonly Pick<Series, 'service' | 'clock'>[], thread: number, seed: number) {
    this.#thread = thread;
    const random = new Random(seed, thread);
    this.#series = series.map(({ clock }, index) => new SeriesMeter(index, clock));
    this.#keepers = series.map((_, index) => new KeptRequestKeeper(index));
    const copy = (sample: Sample) =>
      lightRowOf(sample, { thread, connection: this.#numbers.of(sample), startUs: this.#startUs });
    this.#light = series.map(() => new LightKeeper(random, copy));
    this.#credentials = new CredentialBook(series);
  }

  countStarts(counting: StartCounting, timeouts: ReadonlySet<string>): void {
    this.#starts = new StartSlots(counting, timeouts);
  }

  /** What ends after this moment is told apart: the plan is over then. @param us in the clock of the samples */
  endPlan(us: Micros): void {
    this.#planEndUs = us;
  }

  /** The end has come: what is sent from now on is late. */
  planIsOver(): void {
    this.#isPlanOver = true;
  }

  /** Times in what is flushed count from here. */
  begin(startUs: Micros): void {
    this.#startUs = startUs;
    this.#starts?.begin(startUs);
  }

  started(series: number, atUs: Micros, isSent = true): void {
    this.#starts?.started(series, atUs, isSent);
  }

  planned(series: number, count: number): void {
    const { counts } = this.#of(series);
    counts.planned += count;
    counts.waiting += count;
  }

  sent(series: number, latenessUs = -1, queuedUs = 0): void {
    const meter = this.#of(series);
    const { counts } = meter;
    counts.waiting -= 1;
    counts.sent += 1;
    counts.inFlight += 1;
    if (this.#isPlanOver) meter.sentLate();
    if (latenessUs >= 0) this.#lateness.record(latenessUs);
    if (queuedUs > this.#queuedMaxUs) this.#queuedMaxUs = queuedUs;
  }

  ended(sample: Sample, latenessUs = -1): void {
    if (latenessUs >= 0) this.#latenessOfEnded.record(latenessUs);
    const code = sample.failure?.code;
    const isRejected = (code === 'auth.rejected' || code === 'setup.failed') && sample.credential !== '';
    const credential = isRejected ? this.#credentials.keep(sample.series, sample.credential) : '';
    this.#of(sample.series).ended(sample, credential, sample.endedUs > this.#planEndUs);
    this.#keep(sample);
    this.#starts?.ended(sample);
    if (sample.failure?.side === 'client') this.#clientErrors += 1;
  }

  answerFromUs(series: number): Micros {
    return this.#keepers[series]?.answerFromUs ?? Number.POSITIVE_INFINITY;
  }

  #keep(sample: Sample): void {
    const { series, failure } = sample;
    const us = sample.endedUs - dueUs(sample);
    const band = bandOf(us);
    const hasExchange = this.#keepers[series]?.offer(sample, us, band) ?? false;
    if (failure === null) this.#light[series]?.succeeded(sample, { us, band, hasExchange });
    else this.#light[series]?.failed(sample, hasExchange);
  }

  moved(series: number, bytesIn: Bytes, bytesOut: Bytes): void {
    const { counts } = this.#of(series);
    counts.bytesIn += bytesIn;
    counts.bytesOut += bytesOut;
  }

  redirected(series: number): void {
    this.#redirected.set(series, (this.#redirected.get(series) ?? 0) + 1);
  }

  irregular(series: number, marks: number): void {
    this.#irregular.add(series, marks);
  }

  dropped(series: number, count: number): void {
    const { counts } = this.#of(series);
    counts.waiting -= count;
    counts.dropped += count;
  }

  cancelled(series: number, count: number): void {
    const { counts } = this.#of(series);
    counts.waiting -= count;
    counts.cancelled += count;
  }

  accepted(series: number, credential: string): void {
    this.#credentials.accept(series, credential);
  }

  /** Sent and not yet ended, over all series. */
  get inFlight(): number {
    return this.#series.reduce((sum, { counts }) => sum + counts.inFlight, 0);
  }

  /** What happened since the last flush. @param isLast no other will follow */
  flush(isLast = false): MeteredSecond {
    const series: SeriesSecond[] = [];
    const failures: FailureCount[] = [];
    const exemplars: KeptRequest[] = [];
    const secrets = new Map<string, string>();
    const accepted = this.#credentials.take();
    const redirected = [...this.#redirected].map(([index, count]) => ({ series: index, count }));
    this.#redirected.clear();
    const irregular = this.#irregular.take();
    const late = this.#series.flatMap((meter) => meter.takeLate() ?? []);
    for (const meter of this.#series) {
      const second = meter.take();
      if (second === null) continue;
      series.push(second);
      meter.takeFailures(this.#startUs, { failures, secrets });
    }
    const frame = { thread: this.#thread, startUs: this.#startUs, numbers: this.#numbers, isLast };
    for (const keeper of this.#keepers) keeper.take(frame, { exemplars, secrets });
    const light = this.#light.flatMap((keeper) => keeper.take());
    const taken = {
      series,
      failures,
      exemplars,
      ...(light.length === 0 ? {} : { light: encodeLightRequests(this.#thread, light) }),
      secrets: [...secrets].map(([text, name]) => [name, text] as const),
      ...(accepted.length === 0 ? {} : { accepted }),
      ...(redirected.length === 0 ? {} : { redirected }),
      ...(irregular.length === 0 ? {} : { irregular }),
      ...(late.length === 0 ? {} : { late }),
      latenessMaxUs: Math.max(this.#lateness.max ?? 0, this.#latenessOfEnded.max ?? 0),
      latenessP99Us: Math.max(this.#lateness.percentile(99) ?? 0, this.#latenessOfEnded.percentile(99) ?? 0),
      queuedMaxUs: this.#queuedMaxUs,
      clientErrors: this.#clientErrors,
    };
    this.#lateness.reset();
    this.#latenessOfEnded.reset();
    this.#queuedMaxUs = 0;
    this.#clientErrors = 0;
    return taken;
  }

  /** Starts that are known by now, and were not told before. @param isLast as in `flush` */
  takeStarts(nowUs: Micros, isLast: boolean): Pick<ThreadTick, 'starts' | 'startsCut'> {
    if (this.#starts === null) return {};
    const { slots, isCut } = this.#starts.take(nowUs, isLast);
    return { ...(slots.length === 0 ? {} : { starts: slots }), ...(isCut && { startsCut: true }) };
  }

  #of(series: number): SeriesMeter {
    const meter = this.#series[series];
    if (meter === undefined) throw new RangeError(`no series ${series} in this plan`);
    return meter;
  }
}
