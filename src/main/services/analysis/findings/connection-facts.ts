import { sumCounts } from '../../../../contract/counts.ts';
import type { MeasuredPlan } from '../../../../contract/run-plan.ts';
import type { RunSecond } from '../../../../contract/tick.ts';
import type { RunLoad } from '../counts/run-load.ts';
import type { TraceSecond } from '../seconds/load-trace.ts';
import type { ConnectionFact } from './finding.ts';

/** Failures after which a connection is not used again. */
const BREAKS = /^(timeout|limit|reset|closed|protocol|tls|network)\./;
/** Connections that idle for longer are closed by many servers, and rightly so. */
const LONGEST_IDLE_SECONDS = 3;

/** Counts how HTTP connections came and went over the measured seconds. */
export class ConnectionFacts {
  readonly #load: RunLoad;
  readonly #isHttp: readonly boolean[];
  #opened = 0;
  #reused = 0;
  #finished = 0;
  #broken = 0;
  #mostAtOnce = 0;
  #inFlight = 0;
  #users = 0;
  #usersStarted = 0;

  constructor(plan: Pick<MeasuredPlan, 'series'>, load: RunLoad) {
    this.#load = load;
    this.#isHttp = plan.series.map(({ protocol }) => protocol === 'http');
  }

  add(second: RunSecond, disturbed: boolean): void {
    const own = second.series.filter(({ series }) => this.#isHttp[series] === true);
    const sum = sumCounts(own.map(({ counts }) => counts));
    // All that were under way at some time within the second: more cannot have been so at once.
    this.#mostAtOnce = Math.max(this.#mostAtOnce, this.#inFlight + sum.sent);
    this.#inFlight = sum.inFlight;
    this.#usersStarted += Math.max(0, second.users - this.#users);
    this.#users = second.users;
    if (disturbed) return;
    this.#opened += sum.newConnections;
    this.#reused += sum.reusedConnections;
    this.#finished += sum.ok + sum.errors;
    this.#broken += second.failures
      .filter(({ series, failure }) => this.#isHttp[series] === true && BREAKS.test(failure.code))
      .reduce((total, { count }) => total + count, 0);
  }

  fact(seconds: readonly TraceSecond[]): ConnectionFact {
    return {
      opened: this.#opened,
      reused: this.#reused,
      needed: Math.max(this.#mostAtOnce, this.#usersStarted),
      broken: this.#broken,
      planned:
        this.#load.classes.some((one) => one.closesConnections) ||
        this.#idleSeconds(seconds) > LONGEST_IDLE_SECONDS,
    };
  }

  /** How long a connection waits for its next request, on average. */
  #idleSeconds(seconds: readonly TraceSecond[]): number {
    const trusted = seconds.filter((second) => second.trusted);
    const perSecond = this.#finished / Math.max(1, trusted.length);
    const connections = this.#load.unit === 'users' ? Math.max(1, ...seconds.map(({ load }) => load)) : 1;
    return perSecond === 0 ? Number.POSITIVE_INFINITY : connections / perSecond;
  }
}
