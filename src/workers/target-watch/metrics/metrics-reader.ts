import { formatClock, formatCount } from '../../../contract/format.ts';
import { COUNTERS_BEGAN_ANEW, restartedAt } from '../../../contract/gap-reasons.ts';
import { MAX_WATCHED_GAUGES, type WatchSource } from '../../../contract/watch.ts';
import { threadCpuUs } from '../thread-cpu.ts';
import type { Reading, ReadMoment, WatchLimits, WatchReader } from '../watch-reader.ts';
import type { Exposition, ExpositionPage } from './exposition.ts';
import { LabelMemory } from './label-memory.ts';
import { MetricGauges, type MetricReading, sampleNames } from './metric-gauges.ts';
import { PageSubject, START_NAMES } from './page-subject.ts';
import { MAX_WANTED, parseInPieces } from './parse-in-pieces.ts';
import { ReadingCost } from './reading-cost.ts';
import { type FetchedPage, Scrape } from './scrape.ts';
import { USUAL_METRICS, type UsualMetric } from './usual-metrics.ts';

type MetricsSource = Extract<WatchSource, { kind: 'metrics' }>;

interface Waiting {
  readonly of: UsualMetric['of'] | 'chosen';
  readonly gauges: MetricGauges;
}

/** Reads a page of metrics: those that were chosen, or the usual ones of what it has. */
export function createMetricsReader(source: MetricsSource, limits: WatchLimits): WatchReader {
  return new MetricsReader(source, new Scrape({ limits }));
}

class MetricsReader implements WatchReader {
  readonly #source: MetricsSource;
  readonly #scrape: Scrape;
  readonly #isWanted: (name: string) => boolean;
  #watched: readonly Waiting[];
  readonly #labels = new LabelMemory();
  readonly #cost = new ReadingCost(threadCpuUs);
  /** Usual ones that no page has had yet. */
  #waiting: readonly Waiting[];
  readonly #subject = new PageSubject();
  /** That figures of the process which serves the page are watched no more; null: none was. */
  #leftOut: string | null = null;
  #isCut = false;
  /** The last that was read: most labels of the next are the same. */
  #before: ExpositionPage | null = null;
  #toldFound = '';
  readonly #toldRemarks = new Set<string>();

  constructor(source: MetricsSource, scrape: Scrape) {
    this.#source = source;
    this.#scrape = scrape;
    const usual = source.metrics === undefined ? USUAL_METRICS : [];
    this.#waiting = usual.map(({ metric, of }) => ({ gauges: new MetricGauges(metric, this.#labels), of }));
    this.#watched = (source.metrics ?? []).map((metric) => ({
      gauges: new MetricGauges(metric, this.#labels),
      of: 'chosen' as const,
    }));
    const metrics = source.metrics ?? usual.map(({ metric }) => metric);
    const names = new Set([...START_NAMES, ...metrics.flatMap(({ name }) => sampleNames(name))]);
    this.#isWanted = (name) => names.has(name);
  }

  async read(moment: ReadMoment): Promise<Reading> {
    const fetched = await this.#scrape.get(this.#source.url, this.#source);
    if (!fetched.ok) return gapOf(fetched.failure.message);
    const why = notMetrics(fetched.value);
    if (why !== null) return gapOf(why);
    const { count } = this.#cost;
    const page = await parseInPieces(fetched.value.body, this.#isWanted, { before: this.#before, count });
    this.#before = page;
    if (page === null) return gapOf(TOO_MANY);
    if (page.lines === 0) return gapOf('Answered what is no page of metrics.');
    const reading = count(() => this.#reading(page, moment));
    const dear = this.#cost.read();
    return dear === null ? reading : { ...reading, remarks: [...(reading.remarks ?? []), dear] };
  }

  close(): void {
    this.#scrape.close();
  }

  #reading(page: ExpositionPage, moment: ReadMoment): Reading {
    this.#labels.keepFor(page.wanted);
    const hasRestarted = this.#subject.see(page) && moment.second >= 0;
    const clock = formatClock(moment.second * 1_000);
    this.#welcome(page, clock);
    // Of a page that restarted as well: its counters are what the next second begins with.
    const readings = this.#watched.map((metric) => metric.gauges.read(page, moment));
    const gauges = hasRestarted ? [] : readings.flatMap((one) => one.gauges);
    this.#isCut ||= gauges.length > MAX_WATCHED_GAUGES;
    const gap = hasRestarted ? restartedAt(clock) : gapOfAll(readings, moment);
    const remarks = this.#newRemarks(page, readings);
    // Not how many the page has: many have others each second.
    const found = `page of metrics, ${this.#watched.length} watched`;
    const isNew = found !== this.#toldFound;
    this.#toldFound = found;
    return {
      gauges: gauges.slice(0, MAX_WATCHED_GAUGES),
      ...(gap === '' ? {} : { gap }),
      ...(isNew ? { found } : {}),
      ...(remarks.length === 0 ? {} : { remarks }),
    };
  }

  /** A usual metric is watched once a page has it: many counters are there only when something was counted. */
  #welcome(page: Exposition, clock: string): void {
    if (this.#waiting.length === 0) return;
    const found = this.#waiting.filter(({ gauges }) => gauges.isOn(page));
    if (found.some(({ of }) => of === 'exporter')) this.#subject.isKnownExporter();
    const { isExporter } = this.#subject;
    const isLeft = ({ of }: Waiting) => isExporter && of === 'process';
    // A page of an exporter may be known as one only when what it tells of is there.
    if (this.#watched.some(isLeft)) {
      this.#leftOut = `The page is an exporter’s: figures of its own process are left out from ${clock} on.`;
      this.#watched = this.#watched.filter((one) => !isLeft(one));
    }
    const wanted = found.filter((one) => !isLeft(one));
    const room = MAX_WATCHED_GAUGES - this.#watched.length;
    this.#isCut ||= wanted.length > room;
    this.#watched = [...this.#watched, ...wanted.slice(0, room)];
    this.#waiting = this.#waiting.filter((one) => !found.includes(one));
  }

  /** Told once. */
  #newRemarks(page: Exposition, readings: readonly MetricReading[]): string[] {
    const remarks = [
      ...(this.#leftOut === null ? [] : [this.#leftOut]),
      ...(this.#isCut ? [`What it has beyond ${MAX_WATCHED_GAUGES} figures is left out.`] : []),
      ...(page.unreadable === 0 ? [] : ['Some of its lines are no metrics, and were skipped.']),
      ...new Set(readings.flatMap(({ remark }) => remark ?? [])),
    ].filter((remark) => !this.#toldRemarks.has(remark));
    for (const remark of remarks) this.#toldRemarks.add(remark);
    return remarks;
  }
}

const TOO_MANY = `More than ${formatCount(MAX_WANTED)} samples of the watched metrics: choose others, or ask a Prometheus server for their sum.`;

/** One sentence, or several. */
function gapOfAll(readings: readonly MetricReading[], { second }: ReadMoment): string {
  if (readings.length === 0) return 'It has none of the usual metrics: choose which to watch.';
  const fallen = readings.filter(({ hasFallen }) => hasFallen === true);
  const others = fallen.length > 1 ? readings.filter((one) => !fallen.includes(one)) : readings;
  const anew = fallen.length > 1 ? [COUNTERS_BEGAN_ANEW] : [];
  const missing = [...anew, ...others.flatMap(({ gap }) => gap ?? [])];
  const isBegun = second < 0 || readings.every(({ gauges, gap }) => gauges.length > 0 || gap !== null);
  return severalSentences(isBegun ? missing : [...missing, 'Its rates begin with this reading.']);
}

const MAX_SENTENCES = 3;

/** The first few, and how many more. */
function severalSentences(sentences: readonly string[]): string {
  const [few, more] = [sentences.slice(0, MAX_SENTENCES), sentences.length - MAX_SENTENCES];
  return [...few, ...(more > 0 ? [`And ${more} more.`] : [])].join(' ');
}

function gapOf(gap: string): Reading {
  return { gauges: [], gap };
}

/** Why an answer is no page of metrics; null: it may be one. */
function notMetrics({ status, contentType, body }: FetchedPage): string | null {
  if (status !== 200) return `Answered ${status}.`;
  const begin = body.toString('utf8', 0, 1_000).trimStart();
  if (contentType.endsWith('xml') || /^<\?xml/i.test(begin)) return 'Answered XML, not metrics.';
  // No line of metrics begins like this.
  if (contentType === 'text/html' || begin.startsWith('<')) return 'Answered HTML, not metrics.';
  if (contentType.endsWith('json')) return 'Answered JSON, not metrics.';
  return begin === '' && body.toString('utf8').trim() === '' ? 'Answered an empty page.' : null;
}
