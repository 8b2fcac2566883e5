import type { CapacityDocument } from '../../contract/capacity.ts';
import type { Objective } from '../../contract/capacity-search.ts';
import { levelText } from '../../contract/capacity-text.ts';
import { type StepKind, stepKind, triedSteps } from '../../contract/capacity-words.ts';
import { formatMs, formatNumber, formatPercent, formatRate } from '../../contract/format.ts';
import { parseObjective } from '../../contract/objective-text.ts';
import { microsToMillis } from '../../contract/units.ts';
import type { ChartColor } from './chart-colors.ts';
import { niceCeil } from './nice-scale.ts';
import type { Mark, PlotModel, PlotSeries, Shade } from './plot-model.ts';

type CurvePoint = CapacityDocument['curve'][number];
type Read = (point: CurvePoint) => number | null;
type Limits = NonNullable<PlotModel['limits']>;

/** What is drawn of each load by its shape: whether it met the objectives. */
const SHAPES = {
  met: { label: 'met', color: '--chart-1', look: 'dots' },
  missed: { label: 'missed', color: '--poor', look: 'crosses' },
  open: { label: 'not certain', color: '--chart-quiet', look: 'rings' },
} as const satisfies Readonly<Record<StepKind, Pick<PlotSeries, 'label' | 'color' | 'look'>>>;
const KINDS = ['met', 'missed', 'open'] as const;

/** Latency of successes over load: logarithmic, for beyond the limit it is a hundred times what it was. */
export function latencyByLoad(capacity: CapacityDocument): PlotModel {
  return overLoad(capacity, { yFormat: formatMs, yLabel: 'Response time', log: true, limits: 'latency' }, [
    line('p95', '--chart-1', ({ p95Ms }) => p95Ms, capacity),
    { ...line('p50', '--chart-quiet', ({ p50Ms }) => p50Ms, capacity), look: 'thin' },
    ...shapes(capacity, ({ p95Ms }) => p95Ms),
  ]);
}

/** Successes per second over load; where it is known how many requests a load is, beside what would be if all succeeded. */
export function throughputByLoad(capacity: CapacityDocument): PlotModel {
  const { requestsPerArrival } = capacity;
  const ideal = (each: number): PlotSeries => ({
    ...line('offered', '--chart-quiet', ({ level }) => level * each, capacity),
    look: 'dashed',
  });
  const model = overLoad(capacity, { yFormat: formatRate, yLabel: okPerSecond(capacity) }, [
    ...(requestsPerArrival === null ? [] : [ideal(requestsPerArrival)]),
    line('succeeded', '--chart-1', ({ throughput }) => throughput, capacity),
    ...shapes(capacity, ({ throughput }) => throughput),
  ]);
  const { knee } = capacity;
  if (knee === null || knee.at === null) return model;
  return { ...model, marks: [...(model.marks ?? []), { at: knee.at, text: 'knee', kind: 'note', row: 1 }] };
}

/** Share of requests that failed over load, in percent. */
export function failuresByLoad(capacity: CapacityDocument): PlotModel {
  const percent: Read = ({ errorShare }) => (errorShare === null ? null : errorShare * 100);
  return overLoad(capacity, { yFormat: formatPercent, yLabel: 'Failed', ceiling: 100, limits: 'errors' }, [
    line('failed', '--chart-1', percent, capacity),
    ...shapes(capacity, percent),
  ]);
}

function okPerSecond({ by }: CapacityDocument): string {
  return by === 'connections' ? 'Successes per second' : 'Successful requests per second';
}

function line(key: string, color: ChartColor, read: Read, { curve }: CapacityDocument): PlotSeries {
  return { key, label: key, color, values: curve.map(read), bridges: true };
}

/** The value of each load by itself, in the shape of what the last step at it showed. */
function shapes(capacity: CapacityDocument, read: Read): PlotSeries[] {
  const kinds = new Map(triedSteps(capacity).map((step) => [step.level, stepKind(step)]));
  return KINDS.map((kind) => ({
    key: kind,
    ...SHAPES[kind],
    values: capacity.curve.map((point) => (kinds.get(point.level) === kind ? read(point) : null)),
  })).filter(({ values }) => values.some((value) => value !== null));
}

interface Axis extends Pick<PlotModel, 'yFormat' | 'yLabel' | 'log' | 'ceiling'> {
  /** Which objectives are lines on it. */
  readonly limits?: Objective['metric'];
}

function overLoad(
  capacity: CapacityDocument,
  { limits, ...axis }: Axis,
  series: readonly PlotSeries[],
): PlotModel {
  const { curve, unit } = capacity;
  return {
    x: curve.map(({ level }) => level),
    series,
    shades: foundShade(capacity),
    marks: foundMark(capacity),
    limits: limitsOf(capacity, limits),
    xRange: [0, niceCeil(Math.max(1, ...curve.map(({ level }) => level)))],
    xCounts: true,
    xFormat: (level) => formatNumber(level),
    xLabel: `Load, ${unit}`,
    ...axis,
  };
}

function foundShade({ highest }: CapacityDocument): Shade[] {
  if (highest === null || highest.low === highest.high) return [];
  return [{ from: highest.low, to: highest.high, kind: 'found' }];
}

function foundMark(capacity: CapacityDocument): Mark[] {
  const { highest } = capacity;
  return highest === null
    ? []
    : [{ at: highest.value, text: levelText(highest.value, capacity.unit), kind: 'note' }];
}

/** The objectives of a kind, as lines: milliseconds or percent. */
function limitsOf({ objectives }: CapacityDocument, metric: Objective['metric'] | undefined): Limits {
  return objectives.flatMap((written): Limits => {
    const read = parseObjective(written);
    if (!read.ok || read.value.metric !== metric) return [];
    const objective = read.value;
    const at = objective.metric === 'latency' ? microsToMillis(objective.limitUs) : objective.limit * 100;
    return [{ at, text: written }];
  });
}

/** Two searches over each other: the p95 of each load of A and B, and where each was found to end. */
export function comparedByLoad(a: CapacityDocument, b: CapacityDocument): PlotModel {
  const x = [...new Set([...a.curve, ...b.curve].map(({ level }) => level))].sort((one, two) => one - two);
  const at = (capacity: CapacityDocument, read: Read) => {
    const values = new Map(capacity.curve.map((point) => [point.level, read(point)]));
    return x.map((level) => values.get(level) ?? null);
  };
  const p95: Read = (point) => point.p95Ms;
  const missed = (capacity: CapacityDocument): Read => {
    const levels = new Set(
      triedSteps(capacity)
        .filter((step) => stepKind(step) === 'missed')
        .map(({ level }) => level),
    );
    return (point) => (levels.has(point.level) ? point.p95Ms : null);
  };
  const of = (letter: 'A' | 'B', capacity: CapacityDocument, color: ChartColor): PlotSeries[] => [
    { key: letter, label: `${letter}, p95`, color, values: at(capacity, p95), bridges: true },
    {
      key: `${letter}-missed`,
      label: `${letter} missed`,
      color,
      look: 'crosses',
      values: at(capacity, missed(capacity)),
    },
  ];
  const mark = (letter: string, capacity: CapacityDocument, row: number): Mark[] =>
    foundMark(capacity).map(({ at: level, text }) => ({
      at: level,
      text: `${letter} ${text}`,
      kind: 'note',
      row,
    }));
  return {
    x,
    series: [...of('A', a, '--chart-quiet'), ...of('B', b, '--chart-1')],
    shades: [...foundShade(a), ...foundShade(b)],
    marks: [...mark('A', a, 0), ...mark('B', b, 1)],
    limits: comparedLimits(a, b),
    xRange: [0, niceCeil(Math.max(1, ...x))],
    xCounts: true,
    xFormat: (level) => formatNumber(level),
    xLabel: `Load, ${b.unit}`,
    yFormat: formatMs,
    yLabel: 'Response time',
    log: true,
  };
}

/** Once where both searches have it, else with the letter of whose it is. */
function comparedLimits(a: CapacityDocument, b: CapacityDocument): Limits {
  const [ofA, ofB] = [limitsOf(a, 'latency'), limitsOf(b, 'latency')];
  const inBoth = new Set(ofA.map(({ text }) => text).filter((text) => ofB.some((one) => one.text === text)));
  const own = (letter: string, limits: Limits) =>
    limits.filter(({ text }) => !inBoth.has(text)).map(({ at, text }) => ({ at, text: `${letter} ${text}` }));
  return [...ofA.filter(({ text }) => inBoth.has(text)), ...own('A', ofA), ...own('B', ofB)];
}

type Scalability = NonNullable<CapacityDocument['scalability']>;

/** Places at which the fitted curve is drawn. */
const CURVE_PLACES = 80;

/** Users and the throughput they get: as measured, and as the Universal Scalability Law has it where it fits. */
export function throughputByUsers({ levels, model }: Scalability): PlotModel {
  const top = Math.max(1, ...levels.map(({ users }) => users));
  const grid = Array.from({ length: CURVE_PLACES + 1 }, (_, place) => (place * top) / CURVE_PLACES);
  const measured = new Map(levels.map(({ users, throughput }) => [users, throughput]));
  const x = [...new Set([...(model === null ? [] : grid), ...measured.keys()])].sort((a, b) => a - b);
  const fitted: PlotSeries[] =
    model === null
      ? []
      : [
          {
            key: 'fitted',
            label: 'as the law has it',
            color: '--chart-quiet',
            look: 'dashed',
            values: x.map((users) => fittedThroughput(model, users)),
          },
        ];
  return {
    x,
    series: [
      ...fitted,
      {
        key: 'measured',
        label: 'measured',
        color: '--chart-1',
        look: 'dots',
        values: x.map((users) => measured.get(users) ?? null),
      },
    ],
    shades: [],
    marks:
      model === null
        ? []
        : [{ at: model.peakUsers, text: `peak ${formatNumber(model.peakUsers)}`, kind: 'note' }],
    xRange: [0, top * 1.04],
    xCounts: true,
    xFormat: (users) => formatNumber(users),
    xLabel: 'Users at once',
    yFormat: formatRate,
    yLabel: 'Successful requests per second',
  };
}

/** X = λN / (1 + σ(N − 1) + κN(N − 1)): Gunther, Guerrilla Capacity Planning, 2007. */
function fittedThroughput(
  { lambda, sigma, kappa }: NonNullable<Scalability['model']>,
  users: number,
): number {
  return (lambda * users) / (1 + sigma * (users - 1) + kappa * users * (users - 1));
}
