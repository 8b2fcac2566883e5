import type { ExportFormat } from '../../contract/export-formats.ts';
import type { Side } from '../../contract/failure.ts';
import type { Term } from '../../contract/glossary.ts';
import type { GradeMetric } from '../../contract/grade-metrics.ts';
import { tableOf } from '../../contract/keys.ts';
import { PURPOSES, RUN_STATES, type RunState } from '../../contract/run-state.ts';
import type { ServiceHealth } from '../../contract/services.ts';
import type { Summary } from '../../contract/summary.ts';
import type { SampleProfile } from '../../contract/wire.ts';

/** The words of the workbench in one place: short, exact, with units. */

/** What the labels of the key figures mean; the document defines the rest. */
export const KEY_FIGURE_TERMS: Readonly<Record<string, Term | undefined>> = {
  Throughput: 'throughput',
  p50: 'p50',
  p95: 'p95',
  p99: 'p99',
  'Error rate': 'errorRate',
  'Connections opened': 'lifecycle',
  'Streams opened': 'lifecycle',
  'Round trip p95': 'roundTrip',
  'Ping p95': 'ping',
  'First event p95': 'sseStream',
  'Gap p95': 'gap',
};

/** As the first word of a title. */
export function capitalized(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

export const STATE_WORDS = tableOf(RUN_STATES, capitalized);

export const STATE_MEANINGS: Readonly<Record<RunState, string>> = {
  running: 'In progress.',
  completed: 'The plan ran to its end.',
  stopped: 'Stopped early by the user or a stop rule; the figures cover what was run.',
  failed: 'Could not continue.',
  interrupted: 'Plimsoll exited unexpectedly; everything up to the last stored second is here.',
};

export const PURPOSE_WORDS = tableOf(PURPOSES, capitalized);

export const METRIC_WORDS: Readonly<Record<GradeMetric, string>> = {
  latency: 'Latency',
  errorRate: 'Error rate',
  throughput: 'Throughput',
  connectionSuccess: 'Connections opened',
  messageLatency: 'Message latency',
  errorsPerConnection: 'Errors per connection',
};

export const TRUST_WORDS: Readonly<Record<Summary['trust']['verdict'], string>> = {
  trusted: 'Trusted',
  degraded: 'Degraded',
  untrustworthy: 'Untrustworthy',
  'not judged': 'Not judged',
};

export const SIDE_WORDS: Readonly<Record<Side, string>> = {
  target: 'Target',
  network: 'Network',
  client: 'This machine',
  test: 'Test',
  guard: 'Safety limit',
};

/** Whose fault a failure probably is, as a sentence. */
export const SIDE_SENTENCES: Readonly<Record<Side, string>> = {
  target: 'Probably the service under test.',
  network: 'Probably the network in between.',
  client: 'Probably this machine.',
  test: 'Probably the plan or its inputs.',
  guard: 'Held back by a safety limit of Plimsoll.',
};

export const HEALTH_WORDS: Readonly<Record<ServiceHealth, string>> = {
  up: 'Up',
  unhealthy: 'Unhealthy',
  down: 'Down',
  unknown: 'Not checked',
  blocked: 'Not allowed',
};

export const PROFILE_WORDS: Readonly<Record<SampleProfile, readonly [word: string, meaning: string]>> = {
  healthy: ['Healthy', 'Fast, with almost no errors.'],
  slow: ['Slow', 'Four times the latency.'],
  flaky: ['Flaky', 'Bursts of errors and stalls.'],
  overloaded: ['Overloaded', 'Latency grows with load, and recovers after it.'],
  leaking: ['Leaking', 'Memory grows by 2 MiB/s while requests arrive, up to 512 MiB.'],
  pooled: ['Pooled', 'Beyond moderate load database connections run out: requests wait, then fail.'],
};

export const EXPORT_WORDS: Readonly<Record<ExportFormat, readonly [word: string, meaning: string]>> = {
  html: ['Report', 'One HTML file, opens offline'],
  json: ['JSON', 'Every figure, for programs'],
  'csv-seconds': ['CSV, per second', 'For a spreadsheet'],
  'csv-endpoints': ['CSV, per endpoint', 'For a spreadsheet'],
  'csv-segments': ['CSV, per load', 'For a spreadsheet'],
  'csv-capacity': ['CSV, steps of the search', 'For a spreadsheet'],
  'csv-gauges': ['CSV, figures of the target per second', 'For a spreadsheet'],
  'csv-watches': ['CSV, what was found on the target', 'For a spreadsheet'],
  junit: ['JUnit', 'Grades as test cases'],
  markdown: ['Markdown', 'For a pull request'],
};
