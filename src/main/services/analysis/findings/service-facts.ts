import { heldOrMade } from '../../../../contract/keys.ts';
import type { Series } from '../../../../contract/series.ts';
import type { RunSecond } from '../../../../contract/tick.ts';
import { type Millis, microsToMillis } from '../../../../contract/units.ts';
import { MIN_EVENTS } from '../seconds/load-trace.ts';
import type { RateLimitFact, SilenceFact } from './finding.ts';

/** Silent for less than this to the end, a service may only have paused. */
const MIN_SILENT_MS: Millis = 2_000;
/** Failures without an answer. */
const UNANSWERED =
  /^(connect|dns|tls|reset|closed|timeout|network)\.|^ws\.(abnormal|peer_silent|handshake_timeout)/;

/** … because none came within the time limit. */
const LATE = /^timeout\.|^ws\.(peer_silent|handshake_timeout)/;

interface State {
  lastOkSecond: number;
  /** Something failed in that second as well: it may be the one in which the service died. */
  failedBeside: boolean;
  /** Since then. */
  failed: number;
  failedFromMs: Millis;
  unanswered: number;
  late: number;
  sent: number;
  /** Turned away with a 429, which is a limit and no death. */
  refused: number;
  /** Over the seconds with a 429. */
  readonly limited: { refused: number; finished: number; ok: number; lengthMs: Millis };
}

/** Follows each service through the measured seconds: when it last answered well, and when it turned requests away. */
export class ServiceFacts {
  readonly #series: readonly Series[];
  readonly #states = new Map<string, State>();
  #endMs: Millis = 0;

  constructor(series: readonly Series[]) {
    this.#series = series;
  }

  add(second: RunSecond, disturbed: boolean): void {
    this.#endMs = second.second * 1_000 + microsToMillis(second.lengthUs);
    const sums = new Map<string, { ok: number; failed: number; finished: number; sent: number }>();
    for (const { series, counts } of second.series) {
      if (this.#series[series]?.inTotals !== true) continue;
      const service = this.#series[series]?.service ?? '';
      const sum = heldOrMade(sums, service, () => ({ ok: 0, failed: 0, finished: 0, sent: 0 }));
      // A connection that opens is no answer to what is sent on it.
      if (this.#series[series]?.role !== 'connect') sum.ok += counts.ok;
      sum.failed += counts.targetErrors;
      sum.sent += counts.sent;
      sum.finished += counts.ok + counts.errors;
    }
    for (const [service, sum] of sums) {
      const state = this.#stateOf(service);
      const failures = failuresOf(second, (index) => {
        const series = this.#series[index];
        return series?.service === service && series.inTotals;
      });
      follow(state, second.second, { ...sum, ...failures });
      // The headers of an event stream are a second look at the same refusal.
      if (disturbed || failures.refused === 0) continue;
      state.limited.refused += failures.refused;
      state.limited.finished += sum.finished;
      state.limited.ok += sum.ok;
      state.limited.lengthMs += microsToMillis(second.lengthUs);
    }
  }

  facts(plannedMs: Millis): { silences: SilenceFact[]; rateLimits: RateLimitFact[] } {
    const silences: SilenceFact[] = [];
    const rateLimits: RateLimitFact[] = [];
    const endMs = Math.min(this.#endMs, plannedMs);
    for (const [service, state] of this.#states) {
      const { lastOkSecond, failedBeside, failed, failedFromMs, unanswered, late, sent, limited } = state;
      const sinceMs = failedBeside
        ? lastOkSecond * 1_000
        : Math.min(failedFromMs, (lastOkSecond + 1) * 1_000);
      const isLimit = state.refused > failed / 2;
      const isLong = failed >= MIN_EVENTS && endMs - sinceMs >= MIN_SILENT_MS;
      if (lastOkSecond >= 0 && isLong && !isLimit) {
        silences.push({ service, sinceMs, fromMs: failedFromMs, failed, unanswered, late, sent });
      }
      const { refused, finished, ok, lengthMs } = limited;
      if (refused > 0) rateLimits.push({ service, refused, finished, okPerSecond: (ok * 1_000) / lengthMs });
    }
    return { silences, rateLimits };
  }

  #stateOf(service: string): State {
    const limited = { refused: 0, finished: 0, ok: 0, lengthMs: 0 };
    const none = { failed: 0, failedFromMs: 0, unanswered: 0, late: 0, sent: 0, refused: 0 };
    const fresh = { lastOkSecond: -1, failedBeside: false, ...none, limited };
    return heldOrMade(this.#states, service, () => fresh);
  }
}

function failuresOf({ second, failures }: RunSecond, isOwn: (series: number) => boolean) {
  const own = failures.filter(({ series }) => isOwn(series));
  const count = (is: (code: string) => boolean) =>
    own.reduce((total, row) => (is(row.failure.code) ? total + row.count : total), 0);
  return {
    firstMs: Math.min((second + 1) * 1_000, ...own.map(({ firstUs }) => microsToMillis(firstUs))),
    unanswered: count((code) => UNANSWERED.test(code)),
    late: count((code) => LATE.test(code)),
    refused: count((code) => code === 'http.429'),
  };
}

function follow(
  state: State,
  second: number,
  seen: ReturnType<typeof failuresOf> & {
    readonly ok: number;
    readonly failed: number;
    readonly sent: number;
  },
): void {
  if (seen.ok > 0) {
    state.lastOkSecond = second;
    state.failedBeside = seen.failed > 0;
    Object.assign(state, { failed: 0, unanswered: 0, late: 0, sent: 0, refused: 0 });
    return;
  }
  state.sent += seen.sent;
  if (seen.failed === 0) return;
  if (state.failed === 0) state.failedFromMs = seen.firstMs;
  state.failed += seen.failed;
  state.unanswered += seen.unanswered;
  state.late += seen.late;
  state.refused += seen.refused;
}
