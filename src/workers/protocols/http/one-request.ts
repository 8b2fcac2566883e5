import type { Failure } from '../../../contract/failure.ts';
import type { HttpStep, Scenario } from '../../../contract/run-plan.ts';
import type { Exchange, HttpConnection, ResponseHeaders } from '../../engine/drivers/driver.ts';
import { emptyExchange } from '../../engine/drivers/driver.ts';
import { failureFor } from '../../engine/drivers/failure-codes.ts';
import { wholeCaps } from '../../engine/load/divide-caps.ts';
import { ThreadMeter } from '../../engine/measure/meter.ts';
import { stepBaseOf } from '../../engine/users/task-step.ts';
import { ThreadContext, type ThreadOptions } from '../../engine/users/thread-context.ts';
import type { Scope, ValueSource } from '../../engine/values/port.ts';
import { createHttpDriver } from './http.ts';
import { AnswerView, CompiledStep } from './http-step.ts';

/** One step of a plan, and what it is to be sent with. */
interface OneRequest {
  readonly scenario: Scenario;
  readonly step: HttpStep;
  /** A step of the scenario's setup, which may go to another service. */
  readonly isSetup: boolean;
  /** Values by name that go before those of the plan: what earlier answers gave. */
  readonly given: Readonly<Record<string, string>>;
}

/** What became of it. Moments are those of the exchange: -1 where one was never reached. */
export interface OneAnswer {
  /** False: it could not be rendered, and nothing was sent. */
  readonly sent: boolean;
  readonly exchange: Readonly<Exchange>;
  readonly responseHeaders: ResponseHeaders | null;
  readonly responseBody: string | null;
  /** Address that was connected to; null where the name did not resolve. */
  readonly address: string | null;
  /** By check of the step, in order; null: it holds. Empty without an answer. */
  readonly checks: readonly (Failure | null)[];
  /** By extraction of the step, in order; `undefined`: not found. Empty without an answer. */
  readonly extracted: readonly unknown[];
  /** What a run would count it as; null: a good answer. */
  readonly failure: Failure | null;
}

/**
 * Sends one request of a plan as a run would (values, guard, deadlines, limits, checks, extraction), with nothing
 * around it: no schedule, no retry, and no redirect is followed. Never rejects.
 */
export async function sendOnce(
  context: Omit<ThreadOptions, 'meter' | 'share' | 'caps' | 'tellSetup' | 'protocols'>,
  request: OneRequest,
): Promise<OneAnswer> {
  const thread = new ThreadContext({
    ...context,
    // Nobody asks it what it measured.
    meter: new ThreadMeter(context.plan.series, 0, context.plan.seed),
    share: { index: 0, count: 1 },
    caps: wholeCaps(context.plan.limits),
    protocols: { requests: createHttpDriver, all: [] },
  });
  thread.willSend();
  // Warm first: a cold program would show its own start-up as the service's time.
  await thread.prepare();
  const base = stepBaseOf(addressOf(request));
  const step = new CompiledStep(request.step, base, thread);
  const scope = thread.values.openScope(0);
  for (const [name, value] of Object.entries(request.given)) scope.set(name, value);
  scope.beginIteration();
  const answered = Promise.withResolvers<void>();
  const exchange = emptyExchange({ answered: () => answered.resolve() });
  exchange.failure = step.render(exchange, scope);
  exchange.keepBody = true;
  const connection = exchange.failure === null ? thread.pool.open(step.origin) : null;
  if (connection !== null) await exchangeOn(connection, exchange, thread, answered.promise);
  else exchange.failure ??= failureFor('guard.connection_cap', step.origin.url);
  const answer = hear(exchange, request.step, { step, scope, values: thread.values });
  return {
    ...answer,
    sent: connection !== null,
    address: exchange.link?.address ?? thread.addressOf(step.origin),
  };
}

async function exchangeOn(
  connection: HttpConnection,
  exchange: Exchange,
  thread: ThreadContext,
  answered: Promise<void>,
): Promise<void> {
  let underWay = true;
  thread.tickWhile(() => underWay);
  connection.fire(exchange);
  await answered;
  underWay = false;
  thread.pool.discard(connection);
}

interface Hearing {
  readonly step: CompiledStep;
  readonly scope: Scope;
  readonly values: ValueSource;
}

/** Every check and extraction by itself, where a run stops at the first that fails. */
function hear(exchange: Exchange, spec: HttpStep, { step, scope, values }: Hearing) {
  const whole = { exchange, responseHeaders: exchange.responseHeaders, responseBody: exchange.responseBody };
  if (exchange.failure !== null) return { ...whole, checks: [], extracted: [], failure: exchange.failure };
  const view = new AnswerView();
  view.exchange = exchange;
  const checks = spec.checks.map((check) => values.compileAssertions([check], []).judge(view, scope));
  const extracted = spec.extract.map((taken) =>
    values.compileAssertions([], [taken]).judge(view, scope) === null ? scope.get(taken.to) : undefined,
  );
  return { ...whole, checks, extracted, failure: step.judge(exchange, scope) };
}

function addressOf({ scenario, isSetup }: OneRequest): { baseUrl: string; headers: Scenario['headers'] } {
  const own = scenario.kind === 'http' ? scenario.baseUrl : scenario.url;
  const baseUrl = isSetup ? (scenario.setupBaseUrl ?? own) : own;
  return { baseUrl, headers: scenario.headers };
}
