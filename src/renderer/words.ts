import type { Side } from '../contract/failure.ts';
import type { GradeMetric } from '../contract/grade-metrics.ts';
import type { Purpose, RunState } from '../contract/run-state.ts';
import type { ServiceHealth } from '../contract/services.ts';
import type { Summary } from '../contract/summary.ts';
import type { ExportFormat, SampleProfile } from '../contract/wire.ts';

/** The words of the workbench in one place: short, exact, with units. */

/** What a term means, one hover away from every place that uses it. */
export const DEFINITIONS = {
  closedModel:
    'So many users at once. Each sends a request, waits for its answer, thinks, and goes on: a slow service is asked less.',
  openModel:
    'So many requests leave per second, whatever the answers do: what callers wait is counted from when they should have left.',
  share: 'Out of the shared load, in proportion to the weights.',
  users: 'Simulated users that are active. Each waits for its answer, thinks, and goes on.',
  requestRate: 'Requests sent per second.',
  p50: 'Half of the answers came faster than this: the typical answer.',
  p90: 'Nine of ten answers came faster than this.',
  p95: '95 of 100 answers came faster than this. Grades use it unless the plan says otherwise.',
  p99: '99 of 100 answers came faster than this: what the unlucky one in a hundred waits.',
  p999: '999 of 1,000 answers came faster than this.',
  mean: 'The sum of all times divided by their number. A few slow answers pull it up; read it beside p50.',
  max: 'The slowest answer of all.',
  interval:
    'Were the run repeated under the same conditions, 95 of 100 such intervals would hold the true value.',
  draining:
    'After the end of the plan: nothing more is sent, and what was in flight finishes. It is in no rate.',
  windowed:
    'A percentile covers its own second where that holds enough samples (two for p50, 20 for p95, 100 for p99); else the last few, five at most, drawn as a bar over them. Dimmed: an estimate, with fewer than ten samples beyond it. Mean and maximum are of the second alone.',
  responseTime:
    'From the moment the plan wanted the request to leave to the last byte of the answer. Where users wait for their answers there is no such moment, and it equals service time.',
  serviceTime: 'From handing the request to a connection to the last byte of the answer.',
  errors:
    'What failed, for whatever reason. The error rate counts only failures of the target and the network.',
  errorRate:
    'Failures of the target or the network as a share of what succeeded and failed. What is not their doing is left out, and shown beside it.',
  leftOut:
    'Failures that are not the service’s own: of the test, of this machine, of a safety limit. They are in no error rate; where they are too many, nothing can be graded.',
  outcome:
    'Passed: every grade is within the gate and most went well. Failed: a grade is beyond the gate, or most went wrong. Not gradable: it could not be judged, was cut short, or had to be trusted and is not; it does not pass either.',
  throughput:
    'Requests that succeeded within the planned time, per second of it; graded where enough were offered. What comes after the plan’s end is not part of it.',
  planned: 'What the plan wanted to send in this second.',
  sent: 'Requests actually sent.',
  answered: 'Good answers that came in.',
  dropped: 'Due by the plan but never sent, because too many requests were already open.',
  generator:
    'Whether this machine kept up with generating load. Where it did not, the figures say more about it than about the target.',
  loopDelay: 'The longest time a load thread could not react in this second.',
  lateness: 'How much later than planned requests left; 99 of 100 were less late.',
  connections: 'WebSocket and event-stream connections by state.',
  margin: 'Distance from the value to the bound where the grade would change for the worse.',
  trust: 'The verdict on this machine as a measuring instrument during the run.',
  expectation: 'A sentence of the plan that should be true, decided by a figure.',
  warmup:
    'Seconds at the start that are run but kept out of the figures. What happens once per connection, such as the connect, counts all the same.',
  badSeconds: 'Seconds in which this machine was disturbed. Leaving them out shows the target alone.',
  change: 'From A to B, as a share of A.',
  phases:
    'Where the time of a request goes: waiting for a slot of our own, name, connection, encryption, waiting for the first byte, receiving.',
  connectTime: 'From opening the socket to the answer that switches to WebSocket.',
  roundTrip: 'From sending a message to its answer on the same connection.',
  ping: 'From a protocol ping frame to its pong.',
  firstMessage:
    'From the answer that switches to WebSocket to the first message of the service, be it a greeting, a push or an answer.',
  session:
    'How long connections lasted, from the answer that switches to WebSocket to their end. What the stop cut off is left out.',
  firstEvent: 'From sending the request to the first event.',
  headers: 'From sending the request to the headers of the stream.',
  gap: 'Time between two events of one stream.',
  deliveryLag:
    'From the moment the service stamped a message to its receipt. Between two machines it holds the difference of their clocks too.',
  lifecycle:
    'Each connection is in one state at a time, so the states add up to all that were ever attempted.',
  opening:
    'Seconds in which the plan opens connections, and the second after; the warm-up included. Handshakes cost the service more than messages do.',
  steady: 'Seconds in which the plan opens none.',
  sequence:
    'Messages carry a number that goes up by one. A number left out is a missed message, one seen again a double, one that comes late is out of order.',
} as const;
export type Term = keyof typeof DEFINITIONS;

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
  'First event p95': 'firstEvent',
  'Gap p95': 'gap',
};

export const STATE_WORDS: Readonly<Record<RunState, string>> = {
  running: 'Running',
  completed: 'Completed',
  stopped: 'Stopped',
  failed: 'Failed',
  interrupted: 'Interrupted',
};

export const STATE_MEANINGS: Readonly<Record<RunState, string>> = {
  running: 'In progress.',
  completed: 'The plan ran to its end.',
  stopped: 'Stopped early by the user; the figures cover what was run.',
  failed: 'Could not go on.',
  interrupted: 'Plimsoll exited unexpectedly; everything up to the last stored second is here.',
};

export const PURPOSE_WORDS: Readonly<Record<Purpose, string>> = {
  validation: 'Validation',
  capacity: 'Capacity',
  benchmark: 'Benchmark',
  stress: 'Stress',
};

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
  network: 'Probably the network on the way.',
  client: 'Probably this machine.',
  test: 'Probably what was entered or the plan.',
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
  healthy: ['Healthy', 'Fast, with hardly an error.'],
  slow: ['Slow', 'Two to three times the latency.'],
  flaky: ['Flaky', 'Bursts of errors and stalls.'],
  overloaded: ['Overloaded', 'Latency grows with load, and recovers after it.'],
};

export const EXPORT_WORDS: Readonly<Record<ExportFormat, readonly [word: string, meaning: string]>> = {
  html: ['Report', 'One HTML file, opens offline'],
  json: ['JSON', 'Every figure, for programs'],
  'csv-seconds': ['CSV, per second', 'For a spreadsheet'],
  'csv-endpoints': ['CSV, per endpoint', 'For a spreadsheet'],
  junit: ['JUnit', 'Grades as test cases'],
  markdown: ['Markdown', 'For a pull request'],
};
