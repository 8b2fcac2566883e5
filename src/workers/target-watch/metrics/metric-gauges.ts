import { heldOrMade } from '../../../contract/keys.ts';
import type { Micros, SecondIndex } from '../../../contract/units.ts';
import { printMetric, type WatchedGauge, type WatchedMetric } from '../../../contract/watch.ts';
import type { ReadMoment } from '../watch-reader.ts';
import type { Exposition, ExpositionSample } from './exposition.ts';
import type { LabelMemory } from './label-memory.ts';
import { levelUnit, rateUnit } from './metric-units.ts';
import { TimedCounters } from './timed-counters.ts';

/** What a metric gave in one page. */
export interface MetricReading {
  /** Empty where something is missing, or where counters were seen for the first time. */
  readonly gauges: readonly WatchedGauge[];
  /** Why something is missing, in a sentence. */
  readonly gap: string | null;
  /** A counter is lower than it was. */
  readonly hasFallen?: boolean;
  /** What is never told of it. */
  readonly remark?: string;
}

/** How a metric is told: a level as it is, a counter as its rate, observations as how many and their mean. */
type Kind = 'level' | 'counter' | 'observations';

/** What was counted by a moment. */
interface Counted {
  readonly second: SecondIndex;
  readonly atUs: Micros;
  readonly samples: readonly ExpositionSample[];
}

/**
 * One watched metric, from page to page. Several samples of it (one for each combination of labels) are summed. Of counters
 * each sample is differenced with itself, and the differences are summed: one that is new, or gone, adds nothing, since it may
 * have counted before it was on the page; one that fell began anew, so that the figure of that second is a gap. Where all of
 * them are new nothing is known, and that is a gap as well.
 */
export class MetricGauges {
  readonly #metric: WatchedMetric;
  /** As it is called in sentences, and as a level. */
  readonly name: string;
  #kind: Kind | null = null;
  readonly #counted = new Map<string, Counted>();
  /** By name, of a page that says when each was counted. */
  readonly #timed = new Map<string, TimedCounters>();
  readonly #labels: LabelMemory;
  /** By name, which samples of the page before had the labels that were chosen. */
  readonly #matched = new Map<
    string,
    { readonly of: readonly ExpositionSample[]; readonly places: readonly number[] }
  >();
  /** Of the page before, where it is a level. */
  #levels: readonly ExpositionSample[] = [];

  constructor(metric: WatchedMetric, labels: LabelMemory) {
    this.#metric = metric;
    this.#labels = labels;
    this.name = shownMetric(metric);
  }

  /** Whether a page has it. */
  isOn(page: Exposition): boolean {
    const found = kindOf(page, this.#metric);
    if (found === null) return false;
    const name = found.kind === 'observations' ? `${found.name}_count` : found.name;
    return this.#matching(page, name).length > 0;
  }

  read(page: Exposition, moment: ReadMoment): MetricReading {
    const found = kindOf(page, this.#metric);
    if (found === null) return { ...NOTHING, gap: `It has no metric ${this.name}.` };
    const isChanged = this.#kind !== null && this.#kind !== found.kind;
    this.#kind = found.kind;
    if (isChanged) {
      this.#counted.clear();
      this.#timed.clear();
    }
    const reading = this.#readAs(page, found, moment);
    return isChanged ? { ...NOTHING, gap: `Metric ${this.name} changed type.` } : reading;
  }

  #readAs(page: Exposition, { kind, name, unit }: Found, moment: ReadMoment): MetricReading {
    if (kind === 'observations') return this.#observed(page, name, unit, moment);
    const samples = this.#matching(page, name);
    if (samples.length === 0) return { ...NOTHING, gap: `It has no metric ${this.name}.` };
    const noSum = this.#noSum(name, samples);
    if (noSum !== null) return { ...NOTHING, gap: noSum };
    if (kind === 'counter') return this.#rate(name, unit, samples, moment);
    if (!this.#areDistinct(samples, this.#levels)) return this.#noChange('twice');
    this.#levels = samples;
    const value = samples.reduce((sum, sample) => sum + sample.value, 0);
    return this.#told([{ name: this.#named(name, ''), unit: levelUnit(name, unit), value }]);
  }

  #rate(
    name: string,
    unit: string | undefined,
    samples: readonly ExpositionSample[],
    moment: ReadMoment,
  ): MetricReading {
    const change = this.#change(name, samples, moment);
    if (typeof change !== 'object') return this.#noChange(change);
    const value = change.by / change.seconds;
    return this.#told([{ name: this.#named(name, '_per_second'), unit: rateUnit(name, unit), value }]);
  }

  /** Of a histogram or a summary: how many were observed per second, and the mean of those. */
  #observed(page: Exposition, name: string, unit: string | undefined, moment: ReadMoment): MetricReading {
    const counts = this.#matching(page, `${name}_count`);
    if (counts.length === 0) return { ...NOTHING, gap: `It has no metric ${this.name}.` };
    const count = this.#change(`${name}_count`, counts, moment);
    const sum = this.#change(`${name}_sum`, this.#matching(page, `${name}_sum`), moment);
    if (typeof count !== 'object') return this.#noChange(count);
    const rate: WatchedGauge = {
      name: this.#named(`${name}_count`, '_per_second'),
      unit: 'per second',
      value: count.by / count.seconds,
    };
    if (sum === 'twice') return this.#noChange(sum);
    if (typeof sum !== 'object') return this.#told([rate]);
    if (count.by === 0) return { gauges: [rate], gap: null, remark: MEAN_OF_NOTHING };
    return this.#told([
      rate,
      { name: this.#named(name, '_mean'), unit: levelUnit(name, unit), value: sum.by / count.by },
    ]);
  }

  /** By how much it grew since the page of the second before. */
  #change(
    name: string,
    samples: readonly ExpositionSample[],
    { second, atUs }: ReadMoment,
  ): { readonly by: number; readonly seconds: number } | NoChange {
    const before = this.#counted.get(name);
    if (!this.#areDistinct(samples, before?.samples)) {
      this.#counted.delete(name);
      return 'twice';
    }
    this.#counted.set(name, { second, atUs, samples });
    // A counter has moments on all pages or on none.
    if (samples.some(({ atMs }) => atMs !== null)) return this.#timedChange(name, samples, atUs);
    if (before === undefined || before.second !== second - 1) return 'first';
    const lasts = this.#lastOf(samples, before.samples);
    let [by, known, hasFallen] = [0, 0, false];
    for (const [nth, { value }] of samples.entries()) {
      const last = lasts[nth];
      if (last === undefined) continue;
      known += 1;
      // A histogram of negative values counts down in its sum, and it alone.
      if (value < last && !name.endsWith('_sum')) hasFallen = true;
      by += value - last;
    }
    if (known === 0) return 'first';
    if (hasFallen) return 'fell';
    const seconds = (atUs - before.atUs) / 1_000_000;
    return seconds > 0 ? { by, seconds } : 'same';
  }

  /** Each by its own moments. */
  #timedChange(
    name: string,
    samples: readonly ExpositionSample[],
    atUs: Micros,
  ): { readonly by: number; readonly seconds: number } | NoChange {
    const counters = heldOrMade(this.#timed, name, () => new TimedCounters());
    const keyed = samples.map(({ labels, value, atMs }) => ({ key: this.#keyOf(labels), value, atMs }));
    const rate = counters.rate(keyed, atUs, name.endsWith('_sum'));
    return typeof rate === 'number' ? { by: rate, seconds: 1 } : rate;
  }

  #noChange(why: NoChange): MetricReading {
    if (why === 'first') return NOTHING;
    if (why === 'fell') return { ...NOTHING, gap: `Metric ${this.name} began anew.`, hasFallen: true };
    if (why === 'twice')
      return { ...NOTHING, gap: `Metric ${this.name} has two values for the same labels.` };
    return { ...NOTHING, gap: `Metric ${this.name} repeats what it said before.` };
  }

  /** Whether no labels are there twice, in whatever order they are written. @param distinct samples that are */
  #areDistinct(samples: readonly ExpositionSample[], distinct: readonly ExpositionSample[] = []): boolean {
    return areOfSameSeries(samples, distinct) || this.#bySeries(samples).size === samples.length;
  }

  /** What each of them was, if it was there. */
  #lastOf(
    samples: readonly ExpositionSample[],
    before: readonly ExpositionSample[],
  ): readonly (number | undefined)[] {
    if (areOfSameSeries(samples, before)) return before.map(({ value }) => value);
    const bySeries = this.#bySeries(before);
    return samples.map(({ labels }) => bySeries.get(this.#keyOf(labels)));
  }

  #bySeries(samples: readonly ExpositionSample[]): ReadonlyMap<string, number> {
    const bySeries = new Map<string, number>();
    for (const { labels, value } of samples) bySeries.set(this.#keyOf(labels), value);
    return bySeries;
  }

  #keyOf(labels: string): string {
    return labels === '' ? '' : this.#labels.of(labels).key;
  }

  /** Why these samples cannot be summed, in a sentence. @returns null: they can */
  #noSum(name: string, samples: readonly ExpositionSample[]): string | null {
    const has = (label: string) => samples.every(({ labels }) => this.#labels.of(labels).labels.has(label));
    const chosen = this.#metric.labels;
    if (name.endsWith('_bucket') && !('le' in chosen) && has('le'))
      return `Metric ${this.name} counts in each bucket what is in the smaller ones as well: choose one by le="…", or ${name.replace(/_bucket$/, '_count')}.`;
    if (samples.length === 1 || !has('quantile')) return null;
    const how = 'quantile' in chosen ? 'one sample by its labels' : 'one by quantile="…"';
    return `Metric ${this.name} is several quantiles, which have no sum: choose ${how}, or ${name}_count.`;
  }

  /** A figure that is none is a gap. */
  #told(gauges: readonly WatchedGauge[]): MetricReading {
    const finite = gauges.filter(({ value }) => Number.isFinite(value));
    const odd = gauges.find(({ value }) => !Number.isFinite(value))?.value;
    const word = Number.isNaN(odd) ? 'not a number' : 'infinite';
    return { gauges: finite, gap: odd === undefined ? null : `Metric ${this.name} is ${word}.` };
  }

  #matching(page: Exposition, name: string): readonly ExpositionSample[] {
    const samples = page.samples.get(name) ?? [];
    const wanted = Object.entries(this.#metric.labels);
    if (wanted.length === 0) return samples;
    const before = this.#matched.get(name);
    const isSame = before !== undefined && areOfSameSeries(samples, before.of);
    const places = isSame ? before.places : this.#placesOf(samples, wanted);
    this.#matched.set(name, { of: samples, places });
    return places.flatMap((place) => samples[place] ?? []);
  }

  #placesOf(samples: readonly ExpositionSample[], wanted: readonly (readonly [string, string])[]): number[] {
    return samples.flatMap(({ labels }, place) => {
      const has = this.#labels.of(labels).labels;
      return wanted.every(([label, value]) => (has.get(label) ?? '') === value) ? place : [];
    });
  }

  /** @example `pg_locks_count{mode="accessexclusivelock"}` */
  #named(name: string, suffix: string): string {
    return shownMetric({ ...this.#metric, name: name + suffix });
  }
}

/** `first`: nothing of it was there before, `fell`: it began anew, `twice`: the same labels are there twice. */
type NoChange = 'first' | 'fell' | 'same' | 'twice';

const MEAN_OF_NOTHING = 'A mean is told of seconds in which something was measured.';
const NOTHING: MetricReading = { gauges: [], gap: null };

/** The samples that are read, how, and the unit that the page tells of them. */
interface Found {
  readonly kind: Kind;
  readonly name: string;
  readonly unit: string | undefined;
}

/** Where its labels hold secrets, by what stands for them. */
function shownMetric({ name, labels, shownLabels = labels }: WatchedMetric): string {
  return printMetric({ name, labels: shownLabels });
}

/**
 * How a metric of a page is read. TYPE is of the family, whose samples carry more behind its name; OpenMetrics leaves out
 * the `_total` of a counter's family. Where no type is told, `_total` is a counter's.
 * @returns null: the page has no sample of it
 */
function kindOf(page: Exposition, { name, labels }: WatchedMetric): Found | null {
  const family = familyOf(page, name);
  const type = page.types.get(family) ?? 'untyped';
  const unit = page.units.get(family);
  const isObserved = /^(?:gauge)?(?:histogram|summary)$/.test(type);
  if (family === name && isObserved && page.samples.has(`${name}_count`) && !('quantile' in labels))
    return { kind: 'observations', name, unit };
  const read = page.samples.has(name) ? name : `${name}_total`;
  if (!page.samples.has(read)) return null;
  const isCounter =
    type === 'counter' ||
    (isObserved && /_(?:count|sum|bucket)$/.test(read)) ||
    (/^(?:untyped|unknown)$/.test(type) && read.endsWith('_total'));
  return { kind: isCounter && !read.endsWith('_created') ? 'counter' : 'level', name: read, unit };
}

function familyOf({ types }: Exposition, name: string): string {
  if (types.has(name)) return name;
  const base = name.replace(/_(?:total|created|count|sum|bucket|info)$/, '');
  return types.has(base) ? base : name;
}

/** Names of the samples that a metric may be read from. */
export function sampleNames(name: string): readonly string[] {
  return [name, `${name}_total`, `${name}_count`, `${name}_sum`];
}

/** Whether they are one and the same series, one after the other: from page to page most are. */
function areOfSameSeries(one: readonly ExpositionSample[], other: readonly ExpositionSample[]): boolean {
  return one.length === other.length && one.every(({ labels }, nth) => labels === other[nth]?.labels);
}
