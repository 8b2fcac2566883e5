import { counted, NO_VALUE } from '../../contract/format.ts';
import { limitOf, limitsAmong } from '../../contract/gauge-limits.ts';
import type { Summary, SummarySecond } from '../../contract/summary.ts';
import { CACHE_HIT_RATIO, TARGET_GAUGES } from '../../contract/target-gauges.ts';
import type { WatchedUnit } from '../../contract/watch.ts';
import { formatWatched } from '../../contract/watched-format.ts';
import type { GaugeSummary, WatchSummary } from '../../contract/watched-schema.ts';
import type { ChartColor } from './chart-colors.ts';
import type { IdleLegend, PlotModel, PlotSeries } from './plot-model.ts';
import { type Frame, model } from './run-charts.ts';
import { named, perSecond } from './second-series.ts';
import { axisOf } from './target-axes.ts';
import { FIRST, IN_USE, type Kind, LAST, NAMES_OF_KINDS, SECOND, titled } from './target-kinds.ts';

/** What was watched of the targets of a run; columns of `gauges` have an entry for each of its seconds, in their order. */
interface WatchedRun {
  readonly watches: readonly WatchSummary[];
  readonly gauges: readonly GaugeSummary[];
}

/** A line of a chart: a figure of a watch, and what tells it from the others. */
interface TargetLine {
  readonly gauge: GaugeSummary;
  readonly label: string;
  readonly color: ChartColor;
  /** What it can reach at most; null: unknown, or there is none. */
  readonly limit: GaugeSummary | null;
}

/** Figures of one meaning and unit, of every watch that has them. */
export interface TargetChart {
  readonly key: string;
  readonly title: string;
  readonly unit: WatchedUnit;
  /** What its figures mean; null: the page that tells them knows. */
  readonly meaning: string | null;
  readonly lines: readonly TargetLine[];
}

/** So many lines can be told apart; those beyond have a chart of their own. */
const MOST_LINES = 6;
const COLORS: readonly ChartColor[] = [
  '--chart-1',
  '--chart-3',
  '--chart-4',
  '--chart-5',
  '--chart-2',
  '--ink-3',
];

/**
 * The charts of what was watched, the most telling first: CPU, memory, what has a limit (connections of a database, a pool),
 * network, open files, the metrics that were chosen, and the rest. Watches share a chart where unit and meaning are one.
 */
export function targetCharts(watched: WatchedRun): readonly TargetChart[] {
  return allCharts(watched).filter((chart) => !isQuiet(chart) && hasValues(chart));
}

function allCharts({ watches, gauges: all }: WatchedRun): readonly TargetChart[] {
  const gauges = all.filter((gauge) => !isAllOfIt(gauge, all));
  const kinds = (list: readonly Kind[]) => list.flatMap((kind) => chartsOfKind(kind, { watches, gauges }));
  const scraped = scrapedCharts({ watches, gauges });
  const isFirst = ({ lines }: TargetChart) =>
    lines.some(({ limit, gauge }) => limit !== null || isRatio(gauge));
  const isLast = ({ lines }: TargetChart) => lines.every(({ gauge }) => isTold(gauge, gauges));
  return [
    ...kinds(FIRST),
    ...scraped.filter(isFirst),
    ...kinds(SECOND),
    ...scraped.filter((chart) => !isFirst(chart) && !isLast(chart)),
    ...kinds(LAST),
    ...scraped.filter((chart) => !isFirst(chart) && isLast(chart)),
  ];
}

/** Whether the busiest process of a watch is all there is of it: the chart of its CPU is that of the process. */
function isAllOfIt(
  { watch, name, perSecond, statistics }: GaugeSummary,
  gauges: readonly GaugeSummary[],
): boolean {
  if (name !== 'target_cpu_busiest_cores') return false;
  const whole = gauges.find((one) => one.watch === watch && one.name === 'target_cpu_usage_cores');
  return (
    whole !== undefined &&
    whole.statistics?.mean === statistics?.mean &&
    perSecond.every((value, second) => value === whole.perSecond[second])
  );
}

const isRatio = ({ name }: GaugeSummary) => metricOf(name) === CACHE_HIT_RATIO.name;
/** Hits and misses of a cache, as its page counts them. */
const CACHE_COUNT = /(?:_hits?|_miss(?:es)?|blks_(?:hit|read))(?:_total)?(?:_per_second)?$/;

/** Whether the hit ratio of its watch tells it. */
function isTold({ watch, name }: GaugeSummary, gauges: readonly GaugeSummary[]): boolean {
  return CACHE_COUNT.test(metricOf(name)) && gauges.some((one) => one.watch === watch && isRatio(one));
}

const QUIET_KINDS: ReadonlySet<string> = new Set(LAST.flatMap(({ names }) => names.map(([name]) => name)));

/** False: of what the document tells no column has come yet. */
function hasValues({ lines }: TargetChart): boolean {
  return lines.some(
    ({ gauge: { perSecond } }) => perSecond.length === 0 || perSecond.some((value) => value !== null),
  );
}

/** Nothing is to be seen on it: of what is rarely telling, every line is level from its first reading to its last. */
function isQuiet({ lines }: TargetChart): boolean {
  return lines.every(({ gauge }) => QUIET_KINDS.has(gauge.name) && levelOf(gauge) !== null);
}

/** Its one value; null: it has several, or none. */
function levelOf({ perSecond }: GaugeSummary): number | null {
  const known = new Set(perSecond.filter((value) => value !== null));
  const [only] = known;
  return known.size === 1 ? (only ?? null) : null;
}

/** What would be level lines on charts, in words: `Disk 0 B/s`, `1 process`, `11 threads`. */
export function quietTexts({ watches, gauges }: WatchedRun): string[] {
  return allCharts({ watches, gauges })
    .filter(isQuiet)
    .flatMap(({ title, lines, unit }) => {
      const levels = lines.map((line) => ({ ...line, level: levelOf(line.gauge) ?? 0 }));
      const [first] = levels;
      const isOne = new Set(levels.map(({ level }) => level)).size === 1;
      if (first !== undefined && isOne && unit !== 'count')
        return [`${title} ${formatWatched(first.level, unit)}`];
      const isOfOne = new Set(lines.map(({ gauge }) => gauge.watch)).size === 1;
      return levels.map(({ gauge, label, level }) => {
        const counts = COUNTED[gauge.name];
        if (counts === undefined) return `${title} ${label} ${formatWatched(level, unit)}`;
        return `${isOfOne ? '' : `${gauge.watch} `}${counted(level, ...counts)}`;
      });
    });
}

const COUNTED: Readonly<Record<string, readonly [one: string, many: string]>> = {
  target_processes: ['process', 'processes'],
  target_threads: ['thread', 'threads'],
};

/** Without those of hits and misses of which a chart before tells the ratio. */
export function countMainCharts({ watches = [], gauges = [] }: Pick<Summary, 'watches' | 'gauges'>): number {
  const isTelling = ({ lines }: TargetChart) => lines.some(({ gauge }) => !isTold(gauge, gauges));
  return targetCharts({ watches, gauges }).filter(isTelling).length;
}

/** How many charts a document has. */
export function countTargetCharts({
  watches = [],
  gauges = [],
}: Pick<Summary, 'watches' | 'gauges'>): number {
  return targetCharts({ watches, gauges }).length;
}

function chartsOfKind({ title, names }: Kind, watched: WatchedRun): TargetChart[] {
  const words = new Map(names);
  const found = watched.gauges
    .filter(({ name }) => words.has(metricOf(name)))
    .map((gauge) => ({ gauge, kind: words.get(metricOf(gauge.name)) ?? '' }));
  const units = [...new Set(found.map(({ gauge }) => gauge.unit))];
  return units.flatMap((unit) => {
    const same = found.filter(({ gauge }) => gauge.unit === unit);
    const told = [...new Set(same.map(({ kind }) => kind))];
    const lines = same
      .map(({ gauge, kind }) => {
        const [word, labels] = [told.length > 1 ? kind : '', labelsOf(gauge.name)];
        return { gauge, word: word === IN_USE && labels === 'used' ? word : `${word} ${labels}`.trim() };
      })
      .sort((a, b) => placeOfWatch(a.gauge, watched) - placeOfWatch(b.gauge, watched));
    return split({ key: `${title} ${unit}`, title: titled(title, told), unit }, linesOf(lines, watched));
  });
}

type Named = { readonly gauge: GaugeSummary; readonly word: string };

function placeOfWatch({ watch }: GaugeSummary, { watches }: WatchedRun): number {
  return watches.findIndex((one) => one.watch === watch);
}

/** A chart for each metric of a page, whatever its labels. */
function scrapedCharts(watched: WatchedRun): TargetChart[] {
  const groups = new Map<string, GaugeSummary[]>();
  const limits = new Map(
    watched.watches.map(({ watch }) => [watch, limitsAmong(namesOf(watch, watched))] as const),
  );
  for (const gauge of watched.gauges) {
    const isLimit = limits.get(gauge.watch)?.has(gauge.name) === true;
    if (NAMES_OF_KINDS.has(metricOf(gauge.name)) || isLimit) continue;
    const key = `${metricOf(gauge.name)} ${gauge.unit}`;
    groups.set(key, [...(groups.get(key) ?? []), gauge]);
  }
  return [...groups].flatMap(([key, gauges]) => {
    const [first] = gauges;
    if (first === undefined) return [];
    const labelled = gauges.map((gauge) => ({ gauge, word: labelsOf(gauge.name) }));
    const isOne = new Set(labelled.map(({ word }) => word)).size === 1;
    const lines = labelled.map(({ gauge, word }) => ({ gauge, word: isOne ? '' : word }));
    return split({ key, title: metricOf(first.title), unit: first.unit }, linesOf(lines, watched));
  });
}

function namesOf(watch: string, { gauges }: WatchedRun): string[] {
  return gauges.filter((one) => one.watch === watch).map(({ name }) => name);
}

const metricOf = (name: string) => name.split('{')[0] ?? name;
/** `shop` of `pg_stat_activity_count{datname="shop"}`; of several labels all. */
function labelsOf(name: string): string {
  const pairs = name.slice(metricOf(name).length).replaceAll(/[{}"]/g, '');
  return pairs.includes(',') ? pairs : pairs.replace(/^[^=]*=/, '');
}

/**
 * A watch has one colour on every chart that has one line of each; else each line has a colour of its own. Where the words of
 * the lines tell them apart, the chart says whose they are.
 */
function linesOf(found: readonly Named[], watched: WatchedRun): TargetLine[] {
  const isOfOne = new Set(found.map(({ gauge }) => gauge.watch)).size === 1;
  const words = new Set(found.map(({ word }) => word));
  const isWordEnough = isOfOne || words.size === found.length;
  const places = found.map(({ gauge }) => Math.max(0, placeOfWatch(gauge, watched)) % COLORS.length);
  const isOneEach = new Set(places).size === found.length;
  return found.map(({ gauge, word }, at) => {
    const limitName = limitOf(gauge.name, namesOf(gauge.watch, watched));
    const place = (isOneEach ? places[at] : at) ?? at;
    return {
      gauge,
      label: isWordEnough && word !== '' ? word : [gauge.watch, word].filter((part) => part !== '').join(' '),
      color: COLORS[place % COLORS.length] ?? '--chart-1',
      limit:
        watched.gauges.find(
          (one) => one.watch === gauge.watch && one.name === limitName && limitNow(one) !== null,
        ) ?? null,
    };
  });
}

const MEANINGS: ReadonlyMap<string, string> = new Map(
  Object.entries(TARGET_GAUGES).map(([name, { meaning }]) => [name, meaning]),
);

function split(
  chart: Pick<TargetChart, 'key' | 'title' | 'unit'>,
  lines: readonly TargetLine[],
): TargetChart[] {
  const parts = Math.ceil(lines.length / MOST_LINES);
  const meaning = MEANINGS.get(lines[0]?.gauge.name ?? '') ?? null;
  return Array.from({ length: parts }, (_, at) => ({
    ...chart,
    meaning,
    key: `${chart.key} ${at}`,
    title: parts === 1 ? chart.title : `${chart.title} ${at + 1}/${parts}`,
    lines: lines.slice(at * MOST_LINES, (at + 1) * MOST_LINES),
  }));
}

/** A limit is drawn where something comes near it: a far one would press the rest to the ground. */
const NEAR = 0.4;

/** A chart over the seconds of a run: values of each second, gaps with their reason, and limits that come near. */
export function targetModel(frame: Frame, chart: TargetChart, watches: readonly WatchSummary[]): PlotModel {
  const { seconds } = frame;
  const { unit, lines } = chart;
  const format = (value: number) => formatWatched(value, unit);
  const series = lines.map(
    ({ gauge, label, color }): PlotSeries => ({
      ...named(`${gauge.watch} ${gauge.name}`, color, label),
      ...perSecond(seconds, (_, at) => gauge.perSecond[at]),
    }),
  );
  const limits = limitsOf(lines, format);
  const far = limits.filter(({ isNear }) => !isNear).map(({ text }) => text);
  const drawn = series.flatMap(({ values }) => values);
  const near = limits.flatMap(({ at, isNear }) => (isNear ? at : []));
  const made = model(frame, { yFormat: format, ...axisOf(unit, [...drawn, ...near]) }, series);
  const idle = idleOf(frame.summary, { lines, watches }, format);
  return {
    ...made,
    limits: limits.filter(({ isNear }) => isNear).map(({ at, text }) => ({ at, text })),
    notes: gapNotes(
      seconds,
      watches.filter(({ watch }) => lines.some(({ gauge }) => gauge.watch === watch)),
    ),
    idle: { ...idle, says: [...whoseOf(lines), idle.says, ...far].join(' · ') },
  };
}

/** Whose the lines are, where they do not say it themselves. */
function whoseOf(lines: readonly TargetLine[]): string[] {
  return lines.length > 1 && lines.every(({ gauge, label }) => !label.startsWith(gauge.watch))
    ? [...new Set(lines.map(({ gauge }) => gauge.watch))]
    : [];
}

/** Its last value; null: none is known, or it is not above zero, which says that there is none. */
function limitNow({ perSecond: values, statistics }: GaugeSummary): number | null {
  const last = values.findLast((value) => value !== null) ?? statistics?.last ?? null;
  return last !== null && last > 0 ? last : null;
}

/** Each limit once, at its last value. */
function limitsOf(lines: readonly TargetLine[], format: (value: number) => string) {
  const limits = new Map<string, { at: number; text: string; isNear: boolean }>();
  const isShared = new Set(lines.map(({ gauge }) => gauge.watch)).size > 1;
  for (const { gauge, limit } of lines) {
    const at = limit === null ? null : limitNow(limit);
    if (at === null) continue;
    const peak = gauge.perSecond.reduce<number>((top, value) => Math.max(top, value ?? 0), 0);
    const key = isShared ? `${gauge.watch} ${at}` : String(at);
    const isNear = peak >= at * NEAR || limits.get(key)?.isNear === true;
    limits.set(key, { at, isNear, text: `${isShared ? `${gauge.watch}: ` : ''}limit ${format(at)}` });
  }
  return [...limits.values()];
}

/**
 * How it stands now while the run goes on; afterwards the highest that was measured, as the document has it: of a cache-hit
 * ratio the lowest.
 */
function idleOf(
  summary: Summary | undefined,
  { lines, watches }: { lines: readonly TargetLine[]; watches: readonly WatchSummary[] },
  format: (value: number) => string,
): IdleLegend {
  const isLive = summary?.run.state === 'running';
  const isLowest = lines.every(({ gauge }) => isRatio(gauge));
  const texts = lines.map(({ gauge }) => {
    const gaps = watches.find(({ watch }) => watch === gauge.watch)?.gaps ?? [];
    const value = isLive ? latestOf(gauge, gaps) : (gauge.statistics?.[isLowest ? 'min' : 'max'] ?? null);
    return [`${gauge.watch} ${gauge.name}`, value === null ? NO_VALUE : format(value)] as const;
  });
  return { says: isLive ? 'now' : isLowest ? 'lowest' : 'highest', texts: Object.fromEntries(texts) };
}

/** So many seconds after it has ended, a second that has no reading yet will have none. */
const LATEST = 3;

/** The last reading, where nothing has gone missing since. */
function latestOf({ perSecond: values }: GaugeSummary, gaps: WatchSummary['gaps']): number | null {
  const at = values.findLastIndex((value) => value !== null);
  const isGone = at < values.length - LATEST || gaps.some(({ fromSecond }) => fromSecond > at);
  return isGone ? null : (values[at] ?? null);
}

/** By second, what is missing and why: `gateway: Restarted at 0:42.` */
function gapNotes(seconds: readonly SummarySecond[], watches: readonly WatchSummary[]): string[] {
  const notes = seconds.map((): string[] => []);
  for (const { watch, gaps } of watches) {
    for (const { fromSecond, toSecond, reason } of gaps) {
      for (const [at, { second }] of seconds.entries())
        if (second >= fromSecond && second <= toSecond) notes[at]?.push(`${watch}: ${reason}`);
    }
  }
  return notes.map((parts) => parts.join(' '));
}
