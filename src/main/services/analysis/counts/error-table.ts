import type { ErrorCategory } from '../../../../contract/error-category.ts';
import { heldOrMade } from '../../../../contract/keys.ts';
import type { MeasuredPlan } from '../../../../contract/run-plan.ts';
import type { Series } from '../../../../contract/series.ts';
import type { Counts, ErrorCategoryRow, ErrorRow } from '../../../../contract/summary.ts';
import type { FailureCount, KeptRequest, RunSecond } from '../../../../contract/tick.ts';
import { type Micros, microsToMillis } from '../../../../contract/units.ts';
import { credentialHint } from '../findings/credential-hint.ts';
import { categoryOf } from './category-of.ts';

interface Entry {
  readonly series: number;
  readonly row: ErrorRow;
}

/** So soon after its last connections closed, a service that is gone refuses others. */
const GONE_WITHIN_MS = 2_000;

/** Connections that close as a service ends are no race with its keep-alive: others are refused right after. */
function asServiceEnded(row: ErrorRow, all: readonly ErrorRow[]): ErrorRow {
  if (row.code !== 'closed.keepalive_race') return row;
  const isGone = all.some(
    ({ code, service, firstAt }) =>
      code === 'connect.refused' &&
      service === row.service &&
      firstAt >= row.firstAt &&
      firstAt <= row.lastAt + GONE_WITHIN_MS,
  );
  if (!isGone) return row;
  return {
    ...row,
    message: 'The service closed its connections as it stopped: others were refused right after.',
    hint: 'Look for what stopped the service at that time: its log, its memory, a restart.',
  };
}

/** How a request ends whose answer comes without an end. */
const ENDLESS: ReadonlySet<string> = new Set(['timeout.total', 'timeout.body_idle', 'limit.body_bytes']);
const STREAM_HINT =
  'The response is an event stream, which has no end to wait for: run the address with --sse, or give the plan a class or a step with sse.';

/** A request waited for the end of an event stream: neither slow nor broken, but asked for in the wrong way. */
function isEventStream(code: string, kept: KeptRequest | undefined): boolean {
  return ENDLESS.has(code) && /^content-type:\s*text\/event-stream\b/im.test(kept?.answer?.head ?? '');
}

/** Failures by series and code over every second of the view, each with the first request that was kept. */
export class ErrorTable {
  readonly #plan: MeasuredPlan;
  readonly #entries = new Map<string, Entry>();
  readonly #samples = new Map<string, KeptRequest>();
  readonly #seen: (kept: KeptRequest) => KeptRequest;
  #lengthUs: Micros = 0;

  /** @param seen hides what a request that was kept may show: of thousands one a row is told */
  constructor(plan: MeasuredPlan, seen: (kept: KeptRequest) => KeptRequest = (kept) => kept) {
    this.#plan = plan;
    this.#seen = seen;
  }

  add({ failures, exemplars, lengthUs }: Pick<RunSecond, 'failures' | 'exemplars' | 'lengthUs'>): void {
    this.#lengthUs += lengthUs;
    for (const failure of failures) this.#addFailure(failure);
    for (const exemplar of exemplars) {
      if (exemplar.code === null) continue;
      const key = keyOf(exemplar.series, exemplar.code);
      const known = this.#samples.get(key);
      const isBetter = known?.answer === undefined && exemplar.answer !== undefined;
      if (known === undefined || isBetter) this.#samples.set(key, exemplar);
    }
  }

  /** Most frequent first. */
  rows(): ErrorRow[] {
    const all = [...this.#entries.values()];
    return all
      .map(({ series, row: told }) => {
        const row = asServiceEnded(
          told,
          all.map((entry) => entry.row),
        );
        const kept = this.#sampleOf(series, row.code);
        return {
          ...row,
          hint: isEventStream(row.code, kept) ? STREAM_HINT : row.hint,
          example: kept === undefined ? row.message : exampleOf(kept),
          sample: kept === undefined ? null : sampleOf(kept),
        };
      })
      .toSorted((a, b) => b.count - a.count || a.firstAt - b.firstAt);
  }

  /**
   * The same by category. A connection that broke is told by its own series and by the messages under way on it, the
   * refusal of a stream by its headers and its first event: of each service and code, the larger count is the events.
   */
  categories(totals: Pick<Counts, 'ok'>): ErrorCategoryRow[] {
    const rows = [...eventsOf(this.#entries.values(), this.#plan.series).values()];
    const finished = totals.ok + rows.reduce((sum, { count }) => sum + count, 0);
    const groups = new Map<ErrorCategory, Events>();
    for (const row of rows) groups.set(row.category, together(groups.get(row.category), row));
    return [...groups.values()]
      .map((group) => ({
        ...group,
        percent: (group.count / finished) * 100,
        perSecond: this.#lengthUs === 0 ? 0 : group.count / (microsToMillis(this.#lengthUs) / 1_000),
      }))
      .toSorted((a, b) => b.count - a.count || a.firstAt - b.firstAt);
  }

  /** What was kept under the code it had then: whose fault a rejection was is known when the whole run is. */
  #sampleOf(series: number, code: string): KeptRequest | undefined {
    const own = this.#samples.get(keyOf(series, code));
    const isRejection = code === 'auth.revoked' || code === 'auth.forbidden';
    const kept = own ?? (isRejection ? this.#samples.get(keyOf(series, 'auth.rejected')) : undefined);
    return kept === undefined ? undefined : this.#seen(kept);
  }

  #addFailure({ series, failure, count, firstUs, lastUs }: FailureCount): void {
    const key = keyOf(series, failure.code);
    const row = this.#entries.get(key)?.row;
    if (row !== undefined) {
      row.count += count;
      row.firstAt = Math.min(row.firstAt, microsToMillis(firstUs));
      row.lastAt = Math.max(row.lastAt, microsToMillis(lastUs));
      return;
    }
    const place = this.#plan.series[series];
    const made: ErrorRow = {
      code: failure.code,
      side: failure.side,
      service: place?.service ?? '',
      endpoint: place?.endpoint ?? '',
      count,
      firstAt: microsToMillis(firstUs),
      lastAt: microsToMillis(lastUs),
      message: failure.message,
      hint: (failure.code === 'auth.rejected' ? credentialHint(place?.credential) : null) ?? failure.hint,
      example: '',
      category: categoryOf(failure),
      sample: null,
    };
    this.#entries.set(key, { series, row: made });
  }
}

type Events = Omit<ErrorCategoryRow, 'percent' | 'perSecond'>;

/** By service and code. What several looks tell of one event (messages, first message, length) is not added up. */
function eventsOf(entries: Iterable<Entry>, series: readonly Series[]): Map<string, Events> {
  const looks = new Map<string, Map<string, Events>>();
  for (const { series: index, row } of entries) {
    const { inTotals = false, role = 'request' } = series[index] ?? {};
    const name = inTotals ? 'in totals' : role;
    const look = heldOrMade(looks, name, () => new Map());
    const key = `${row.service} ${row.code}`;
    look.set(key, together(look.get(key), row));
  }
  const events = new Map<string, Events>();
  for (const [key, told] of [...looks.values()].flatMap((look) => [...look])) {
    const known = events.get(key);
    if (known === undefined || told.count > known.count) events.set(key, told);
  }
  return events;
}

function together(one: Events | undefined, { category, count, firstAt, lastAt }: Events): Events {
  if (one === undefined) return { category, count, firstAt, lastAt };
  return {
    category,
    count: one.count + count,
    firstAt: Math.min(one.firstAt, firstAt),
    lastAt: Math.max(one.lastAt, lastAt),
  };
}

function keyOf(series: number, code: string): string {
  return `${series} ${code}`;
}

function exampleOf({ method, url, status }: KeptRequest): string {
  const answer = status === null ? '' : ` → ${status}`;
  return `${method} ${url}${answer}`;
}

function sampleOf({ method, url, status, endedUs, answer }: KeptRequest): ErrorRow['sample'] {
  const { head, body, note } = answer ?? { head: '', body: '', note: '' };
  // A shared setup is done before the run begins.
  return { method, url, status, atMs: Math.max(0, microsToMillis(endedUs)), head, body, note };
}
