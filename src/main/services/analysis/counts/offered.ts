import { formatNumber, formatRate } from '../../../../contract/format.ts';
import type { Segment } from '../../../../contract/profile.ts';
import type { HttpScenario, HttpStep, RunPlan, Scenario } from '../../../../contract/run-plan.ts';
import type { Millis, PerSecond } from '../../../../contract/units.ts';

/** Part of a run, in ms since its start. */
export interface Span {
  readonly fromMs: Millis;
  readonly toMs: Millis;
}

/**
 * The most a plan could have asked of each series per second in a span, had every answer been instant.
 * `Infinity` where only the answers hold the plan back (closed users without think time).
 *
 *     open:    arrivals/s × requests per arrival
 *     closed:  users × requests per task ÷ think time, and the first task of each user that starts, before it thinks
 *              (a user also waits for answers, so less is sent in fact)
 *     streams: connections × messages/s, and what opens per second
 */
export function offeredBySeries(plan: RunPlan, span: Span): PerSecond[] {
  const offered = plan.series.map(() => 0);
  const add = (series: number, perSecond: PerSecond) => {
    if (series in offered && perSecond > 0) offered[series] = (offered[series] ?? 0) + perSecond;
  };
  for (const scenario of plan.scenarios) {
    for (const step of scenario.setup) add(step.series, startsPerSecond(scenario, span));
    addScenario(scenario, span, add);
  }
  return offered;
}

/** How the offer of a service comes about, for the note of a throughput grade. */
export function explainOffer(plan: RunPlan, service: string, span: Span): string {
  const own = plan.scenarios.filter((scenario) => scenario.service === service);
  const [only] = own;
  if (own.length !== 1 || only?.kind !== 'http') return '';
  const level = meanLevel(only.profile.segments, only.startAfterMs, span);
  if (only.profile.model === 'open') return `the plan offers ${formatRate(level)} on average`;
  const think = thinkMs(only);
  if (think === 0) return '';
  return `${formatNumber(level)} users on average who think ${formatNumber(think / 1_000)} s between tasks offer about that, however fast the responses`;
}

/** Mean level of a profile over a span; before it starts and after it ends the level is 0. */
export function meanLevel(segments: readonly Segment[], startAfterMs: Millis, span: Span): number {
  const length = span.toMs - span.fromMs;
  if (length <= 0) return 0;
  let begin = startAfterMs;
  let area = 0;
  for (const { durationMs, from, to } of segments) {
    const left = Math.max(begin, span.fromMs);
    const right = Math.min(begin + durationMs, span.toMs);
    if (right > left) {
      const levelAt = (t: Millis) => from + ((to - from) * (t - begin)) / durationMs;
      area += ((levelAt(left) + levelAt(right)) / 2) * (right - left);
    }
    begin += durationMs;
  }
  return area / length;
}

/** Rises of the level inside a span, each a user or connection that starts, per second of the span. */
function startsPerSecond(scenario: Scenario, span: Span): PerSecond {
  const length = span.toMs - span.fromMs;
  if (length <= 0 || scenario.profile.model === 'open') return 0;
  let begin = scenario.startAfterMs;
  let before = 0;
  let starts = 0;
  for (const { durationMs, from, to } of scenario.profile.segments) {
    if (begin >= span.fromMs && begin < span.toMs) starts += Math.max(0, from - before);
    const inside = Math.min(begin + durationMs, span.toMs) - Math.max(begin, span.fromMs);
    if (inside > 0) starts += (Math.max(0, to - from) * inside) / durationMs;
    before = to;
    begin += durationMs;
  }
  return (starts * 1_000) / length;
}

function thinkMs(scenario: HttpScenario): Millis {
  return (scenario.thinkTime.minMs + scenario.thinkTime.maxMs) / 2;
}

function addScenario(scenario: Scenario, span: Span, add: (series: number, rate: PerSecond) => void): void {
  const level = meanLevel(scenario.profile.segments, scenario.startAfterMs, span);
  if (scenario.kind === 'http') {
    const tasks = tasksPerSecond(scenario, level, span);
    const weights = scenario.tasks.reduce((sum, task) => sum + task.weight, 0);
    for (const task of scenario.tasks) {
      const rate = (tasks * task.weight) / weights;
      for (const series of task.steps.flatMap(seriesOf)) add(series, rate);
    }
  } else if (scenario.kind === 'websocket') {
    const messages = scenario.message === null ? scenario.series.ping : scenario.series.roundTrip;
    add(scenario.series.connect, startsPerSecond(scenario, span));
    add(messages, level * scenario.messageRatePerConnection);
  } else {
    const think = (scenario.thinkTime.minMs + scenario.thinkTime.maxMs) / 2;
    const cycle = scenario.holdMs === null ? 0 : (level * 1_000) / (scenario.holdMs + think);
    add(scenario.series.firstEvent, Math.max(cycle, startsPerSecond(scenario, span)));
  }
}

/** A stream step is asked of each thing it waits for; the headers of an event stream are a second look. */
function seriesOf({ series, stream }: HttpStep): number[] {
  if (stream === undefined) return [series];
  const others =
    stream.kind === 'sse' ? [stream.series.session] : [stream.series.roundTrip, stream.series.session];
  return [series, ...others.filter((one) => one !== null)];
}

/** Time a user spends on a task even when every answer is instant, on average: what its WebSocket steps hold. */
function heldMs({ tasks }: HttpScenario): Millis {
  const weights = tasks.reduce((sum, task) => sum + task.weight, 0);
  const held = (steps: readonly HttpStep[]) =>
    steps.reduce((sum, { stream }) => sum + (stream?.kind === 'websocket' ? stream.holdMs : 0), 0);
  return tasks.reduce((sum, { steps, weight }) => sum + (held(steps) * weight) / weights, 0);
}

function tasksPerSecond(scenario: HttpScenario, level: number, span: Span): PerSecond {
  if (level === 0) return 0;
  const spanMs = span.toMs - span.fromMs;
  const most = ((scenario.totalIterations ?? Number.POSITIVE_INFINITY) * 1_000) / spanMs;
  if (scenario.profile.model === 'open') return Math.min(level, most);
  const think = thinkMs(scenario) + heldMs(scenario);
  const free = Math.min(
    most,
    think === 0 ? Number.POSITIVE_INFINITY : (level * 1_000) / think + startsPerSecond(scenario, span),
  );
  if (scenario.iterations === null) return free;
  const peak = scenario.profile.segments.reduce((most, piece) => Math.max(most, piece.from, piece.to), 0);
  return Math.min(free, (peak * scenario.iterations * 1_000) / spanMs);
}
