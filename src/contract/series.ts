import type { Protocol } from './protocols/protocols.ts';

/** What one sample of a series stands for. */
export type SeriesRole =
  | 'request'
  | 'connect'
  | 'first-message'
  | 'round-trip'
  | 'ping'
  | 'first-event'
  | 'headers'
  | 'gap'
  | 'session'
  | 'held';

/** What is measured apart, and all that its figures depend on: whoever reads it needs nothing else of the plan. */
export interface Series {
  readonly service: string;
  readonly endpoint: string;
  readonly protocol: Protocol;
  readonly role: SeriesRole;
  /** What it is measured on: requests of a setup, steps of a task, or the connections of a stream class. */
  readonly source: 'setup' | 'task' | 'stream';
  /**
   * True where the series counts things the plan sent. The headers of an event stream, the gaps between its events,
   * and of a connection its heartbeat pings, its first message and its length are second looks at something already
   * counted; so is the end of a WebSocket step that was not to stay.
   */
  readonly inTotals: boolean;
  /**
   * True where the series belongs in the one overall latency. That is of the HTTP requests of the tasks; without any, of
   * the message round trips; then of pings; then of the first event of the streams; then of connects.
   */
  readonly primary: boolean;
  /**
   * True where it happens once per connection or user and never again: connects, first messages, first events,
   * headers, the length of connections, and the requests of a setup. A warm-up would eat most or all of it, so it is
   * never warm-up: these figures cover every second in view.
   */
  readonly once: boolean;
  /** Whether latency counts from the intended start (open plans) or the actual one (closed plans). */
  readonly clock: 'intended' | 'actual';
  /** Of what its histograms hold. */
  readonly unit: 'us';
  /** What a sample of this series measures, for the reader: "from the intended start to the last body byte". */
  readonly definition: string;
  /** The plan says that a redirect is what it expects. */
  readonly expectsRedirect?: true;
  /** Of a setup: nobody takes a cookie out of its answer. */
  readonly leavesCookies?: true;
  /** Absent: it presents none that the plan knows of. */
  readonly credential?: CredentialSource;
}

/** Where the credential comes from that requests present. */
export type CredentialSource =
  | { readonly from: 'env'; readonly value: string; readonly variable: string }
  /** `scheme`: as it is presented, where that is one of the two. */
  | { readonly from: 'secret'; readonly value: string; readonly variable: string; readonly scheme?: string }
  | { readonly from: 'answer' | 'value'; readonly value: string }
  | { readonly from: 'plan' };

/** A series before the whole list is known. */
export type PlacedSeries = Omit<Series, 'primary' | 'unit'>;

/** Which stand for a run, and a service, where nothing sends requests, in this order. */
export const PRIMARY_ROLES: readonly SeriesRole[] = ['round-trip', 'ping', 'first-event', 'connect'];

/** The series of a run, each told whether it is primary: requests of setups are, where a plan has nothing else. */
export function withPrimary(series: readonly PlacedSeries[]): Series[] {
  const isTask = ({ role, source }: PlacedSeries) => source === 'task' && role === 'request';
  const hasTasks = series.some(isTask);
  const first = PRIMARY_ROLES.find((role) => series.some((one) => one.role === role && one.inTotals));
  return series.map((one) => ({
    ...one,
    primary: hasTasks ? isTask(one) : one.inTotals && one.role === (first ?? 'request'),
    unit: 'us',
  }));
}

/** What stands for the round trip of the WebSockets: their messages, or, where no plan class sends any, the pings. */
export function roundTripRole(series: readonly Pick<Series, 'role' | 'inTotals'>[]): 'round-trip' | 'ping' {
  return series.some(({ role, inTotals }) => role === 'round-trip' && inTotals) ? 'round-trip' : 'ping';
}

/** Indexes of the series that `keep` lets through. */
export function indexesWhere(series: readonly Series[], keep: (series: Series) => boolean): number[] {
  return series.flatMap((one, index) => (keep(one) ? [index] : []));
}

/** Whether it counts the connections that a class opens to be spoken on: of them more is graded than what they carry. */
export function countsConnects({ source, role }: Series): boolean {
  return source === 'stream' && role === 'connect';
}
