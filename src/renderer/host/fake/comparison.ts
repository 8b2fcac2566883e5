import type { Comparison, Difference } from '../../../contract/comparison.ts';
import { leadOf } from '../../../contract/comparison-lead.ts';
import type { EndpointSummary, Summary } from '../../../contract/summary.ts';
import { byWorsening } from '../../../contract/worsening.ts';
import { mixtureQuantile } from './random.ts';
import type { RunShape } from './shape.ts';

type Figure = readonly [
  figure: string,
  unit: Difference['unit'],
  better: Difference['better'],
  read: (row: EndpointSummary) => number | null,
];

const FIGURES: readonly Figure[] = [
  ['p50', 'ms', 'lower', (row) => row.responseTimeMs.p50],
  ['p95', 'ms', 'lower', (row) => row.responseTimeMs.p95],
  ['p99', 'ms', 'lower', (row) => row.responseTimeMs.p99],
  ['error rate', '%', 'lower', (row) => row.rates.errorRatePercent],
  ['throughput', '1/s', 'higher', (row) => row.rates.throughputPerSecond],
];

function differencesOf(a: Summary, b: Summary): Difference[] {
  return b.endpoints.flatMap((row) => {
    const before = a.endpoints.find((r) => r.service === row.service && r.endpoint === row.endpoint);
    return FIGURES.map(([figure, unit, better, read]) => {
      const from = before === undefined ? null : read(before);
      const to = read(row);
      const change = from === null || to === null ? null : to - from;
      return {
        service: row.service,
        endpoint: row.endpoint,
        figure,
        unit,
        better,
        a: from,
        b: to,
        change,
        changePercent: change === null || !from ? null : (change / from) * 100,
        note: '',
      };
    });
  });
}

const PERCENTILES = [0, 1, 5, 10, 20, 30, 40, 50, 60, 70, 80, 85, 90, 92, 94, 95, 96, 97, 98, 99, 99.5, 99.9];

function curve(shape: RunShape, endpoint: string): (number | null)[] {
  const row = shape.endpoints.find((r) => r.endpoint === endpoint);
  const factor = shape.profile === 'healthy' ? 1 : shape.profile === 'slow' ? 2.6 : 1.5;
  if (row === undefined) return PERCENTILES.map(() => null);
  const parts = [
    { weight: 0.95, median: row.medianMs * factor, sigma: row.sigma },
    { weight: 0.05, median: row.medianMs * factor * 2.2, sigma: row.sigma },
  ];
  return PERCENTILES.map((percent) =>
    mixtureQuantile(parts, Math.min(0.999, Math.max(0.001, percent / 100))),
  );
}

const head = (summary: Summary) => ({
  id: summary.run.id,
  name: summary.run.name,
  startedAt: summary.run.startedAt,
  overall: summary.overall.grade,
});

/** The demo's comparison of one run with one. */
export function comparisonOf(
  first: { shape: RunShape; summary: Summary },
  second: { shape: RunShape; summary: Summary },
): Comparison {
  const context: Comparison['context'] = [];
  const differ = (aspect: string, a: string, b: string, severity: 'note' | 'warning') => {
    if (a !== b) context.push({ aspect, a, b, severity });
  };
  differ('Users', String(first.shape.users), String(second.shape.users), 'warning');
  differ('Duration', `${first.shape.ranS} s`, `${second.shape.ranS} s`, 'note');
  differ('Plan', first.shape.preset, second.shape.preset, 'warning');
  differ('Trust', first.summary.trust.verdict, second.summary.trust.verdict, 'warning');
  differ('Sample profile', first.shape.profile, second.shape.profile, 'note');
  const differences = byWorsening(differencesOf(first.summary, second.summary));
  return {
    schema: 'plimsoll.comparison/1',
    a: head(first.summary),
    b: head(second.summary),
    kind: 'descriptive',
    lead: leadOf(differences, first.shape.users === second.shape.users),
    sentence:
      'One run against one can only be described: runs of the same plan differ by about 15% on their own. Repeat both for a verdict.',
    context,
    differences,
    curves: second.shape.endpoints.map((row) => ({
      service: row.service,
      endpoint: row.endpoint,
      percentiles: [...PERCENTILES],
      aMs: curve(first.shape, row.endpoint),
      bMs: curve(second.shape, row.endpoint),
    })),
  };
}
