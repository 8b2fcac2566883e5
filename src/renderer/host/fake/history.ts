import { headlineOf } from '../../../contract/run-headline.ts';
import type { RunRow } from '../../../contract/wire.ts';
import { DEMO_ENDPOINTS, WIDE_ENDPOINTS } from './catalogue.ts';
import type { RunShape } from './shape.ts';
import { secondOf } from './simulate.ts';
import { summaryOf } from './summarise.ts';

const HOUR = 3_600_000;

type Spec = readonly [
  name: string,
  preset: string,
  hoursAgo: number,
  profile: RunShape['profile'],
  users: number,
  seconds: number,
  more?: Partial<RunShape>,
];

const SPECS: readonly Spec[] = [
  ['Smoke on the sample services', 'smoke', 0.4, 'healthy', 200, 20],
  ['Light', 'light', 3, 'healthy', 40, 120, { disturbed: [41, 42, 77] }],
  ['Smoke on the sample services', 'smoke', 22, 'slow', 200, 20],
  ['Gateway after the cache change', 'gateway', 26, 'healthy', 60, 90, { tags: ['cache', 'release 4.2'] }],
  ['Gateway before the cache change', 'gateway', 27, 'slow', 60, 90, { tags: ['cache'] }],
  ['Stress', 'stress', 49, 'overloaded', 180, 150, { purpose: 'stress', endState: 'stopped', ranS: 112 }],
  ['Smoke on the sample services', 'smoke', 70, 'healthy', 200, 20],
  ['Medium', 'medium', 74, 'flaky', 50, 120],
  ['Auth', 'auth', 98, 'healthy', 25, 60, { endState: 'interrupted', ranS: 37 }],
  ['http://127.0.0.1:8000/api/v1/curves', 'url', 120, 'healthy', 50, 30],
];

function shapeOf(spec: Spec, index: number, now: number): RunShape {
  const [name, preset, hoursAgo, profile, users, durationS, more] = spec;
  const startedAt = now - hoursAgo * HOUR;
  const only = preset === 'gateway' || preset === 'auth' ? preset : preset === 'url' ? 'gateway' : null;
  return {
    runId: `demo-${String(SPECS.length - index).padStart(2, '0')}`,
    name,
    preset,
    purpose: preset === 'smoke' ? 'validation' : 'benchmark',
    description: '',
    seed: 11 + index,
    users,
    spawnRate: Math.max(2, users / 4),
    durationS,
    warmupS: 2,
    startedAt,
    profile,
    endpoints: only === null ? DEMO_ENDPOINTS : DEMO_ENDPOINTS.filter((row) => row.service === only),
    disturbed: [],
    endState: 'completed',
    ranS: durationS,
    notes: '',
    tags: [],
    ...more,
  };
}

/** The runs a demo starts with, newest first. */
export function demoShapes(now: number): RunShape[] {
  return SPECS.map((spec, index) => shapeOf(spec, index, now));
}

/** One run over forty endpoints with long names. */
export function wideShape(now: number): RunShape {
  return {
    ...shapeOf(
      [
        'Portfolio valuation and settlement: every endpoint of the public interface, nightly',
        'url',
        1,
        'flaky',
        120,
        60,
      ],
      0,
      now,
    ),
    runId: 'demo-wide',
    endpoints: WIDE_ENDPOINTS,
    tags: ['nightly', 'portfolio', 'settlement', 'release 2026.11', 'owner: risk engineering'],
  };
}

export function rowOf(shape: RunShape): RunRow {
  const seconds = Array.from({ length: shape.ranS }, (_, second) => secondOf(shape, second));
  const summary = summaryOf(shape, shape.endState, seconds);
  return {
    runId: shape.runId,
    name: shape.name,
    state: shape.endState,
    purpose: shape.purpose,
    startedAt: summary.run.startedAt,
    endedAt: summary.run.endedAt,
    durationMs: summary.run.durationMs,
    plannedDurationMs: summary.run.plannedDurationMs,
    ...headlineOf(summary),
    notes: shape.notes,
    tags: [...shape.tags],
    deleted: false,
  };
}

/** A thousand runs: the demo's, again and again, further and further back. */
export function multiplied(rows: readonly RunRow[], count: number): RunRow[] {
  return Array.from({ length: count }, (_, index) => {
    const row = rows[index % rows.length] as RunRow;
    const turn = Math.floor(index / rows.length);
    if (turn === 0) return row;
    const startedAt = new Date(Date.parse(row.startedAt) - turn * 130 * HOUR).toISOString();
    return { ...row, runId: `${row.runId}-${turn}`, startedAt };
  });
}
