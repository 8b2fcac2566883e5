import { GRADES } from '../../../src/contract/grades.ts';
import type { Statistic } from '../../../src/contract/percentiles.ts';
import { type Distribution, type Summary, summarySchema } from '../../../src/contract/summary.ts';
import type { GradeRow } from '../../../src/contract/threshold.ts';
import { placesOf } from './rate-rules.ts';
import { type Rule, unless } from './rule.ts';

const near = (a: number | null, b: number | null) =>
  a === null || b === null ? a === b : Math.abs(a - b) <= 1e-6 * Math.max(1, Math.abs(a), Math.abs(b));

/** Grades are about the figures that stand beside them, and the figures are one with each other. */
export const FIGURE_RULES: readonly Rule[] = [
  {
    name: 'the document and its schema',
    look: ({ document }) => {
      const read = summarySchema.safeParse(JSON.parse(JSON.stringify(document)));
      return (read.error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`);
    },
  },
  {
    name: 'grades and the figures',
    look: ({ document }) =>
      document.grades.flatMap((row) => {
        const figure = figureOf(document, row);
        const name = `${row.metric} of ${row.service}${row.endpoint === null ? '' : ` ${row.endpoint}`}`;
        return figure === undefined
          ? []
          : unless(near(row.value, figure), `${name}: graded ${row.value}, is ${figure}`);
      }),
  },
  {
    name: 'the overall grade is the worst',
    look: ({ document: { grades, overall } }) => {
      const rank = (grade: unknown) => (GRADES as readonly unknown[]).indexOf(grade);
      const worst = GRADES.findLast((grade) => grades.some((row) => row.grade === grade));
      const same = worst === overall.grade;
      // What keeps a run from passing beside its grades makes the whole worse than each of them, never better.
      const worse = !overall.passed && rank(overall.grade) >= rank(worst);
      return unless(
        rank(overall.grade) < 0 || same || worse,
        `${overall.grade} over grades of which the worst is ${worst}`,
      );
    },
  },
  {
    name: 'books',
    look: ({ document: { totals, run } }) => {
      const { planned, sent, dropped, cancelled, ok, errors, openAtStop } = totals;
      if (run.range !== null || run.badSecondsExcluded) return [];
      return [
        ...unless(
          planned === sent + dropped + cancelled,
          `planned ${planned} = ${sent} + ${dropped} + ${cancelled}`,
        ),
        ...unless(sent === ok + errors + openAtStop, `sent ${sent} = ${ok} + ${errors} + ${openAtStop}`),
      ];
    },
  },
  {
    name: 'evidence by its words',
    look: ({ document }) =>
      distributionsOf(document).flatMap(({ name, of }) =>
        (['p50', 'p90', 'p95', 'p99', 'p999'] as const).flatMap((percentile) => {
          const beyond = of.beyond[percentile];
          const word = beyond >= 10 ? 'sure' : beyond >= 1 ? 'estimate' : 'unknown';
          return [
            ...unless(
              of.count === 0 || of.evidence[percentile] === word,
              `${name} ${percentile}: ${of.evidence[percentile]} with ${beyond} beyond`,
            ),
            ...unless(
              (of[percentile] === null) === (of.count === 0),
              `${name} ${percentile}: ${of[percentile]} of ${of.count}`,
            ),
          ];
        }),
      ),
  },
  {
    name: 'the list and the figures',
    look: ({ row, document: { totals } }) =>
      unless(
        row.requests === totals.sent,
        `the list says ${row.requests} requests, ${totals.sent} were sent`,
      ),
  },
];

/** The figure of the document a grade is about; undefined where the document has it in no one place. */
function figureOf(document: Summary, row: GradeRow): number | null | undefined {
  const place = placesOf(document).find(
    (one) => one.service === row.service && one.endpoint === row.endpoint,
  );
  switch (row.metric) {
    case 'errorRate':
      return place?.rates.errorRatePercent;
    case 'throughput':
      return place?.rates.throughputPerSecond;
    case 'latency':
      return statisticOf(timesOf(document, row), row.statistic);
    default:
      return undefined;
  }
}

function timesOf(
  { services, endpoints }: Summary,
  { service, endpoint }: GradeRow,
): Distribution | undefined {
  if (endpoint === null) return services.find((one) => one.service === service)?.responseTimeMs;
  return endpoints.find((one) => one.service === service && one.endpoint === endpoint)?.responseTimeMs;
}

function statisticOf(
  times: Distribution | undefined,
  statistic: Statistic | null,
): number | null | undefined {
  return times === undefined || statistic === null ? undefined : times[statistic];
}

function distributionsOf({
  overallTimeMs,
  endpoints,
  services,
}: Summary): { name: string; of: Distribution }[] {
  return [
    { name: 'overall', of: overallTimeMs },
    ...services.map(({ service, responseTimeMs }) => ({ name: service, of: responseTimeMs })),
    ...endpoints.map(({ endpoint, responseTimeMs }) => ({ name: endpoint, of: responseTimeMs })),
  ];
}
