import { parseDuration, printDuration } from '../../contract/duration.ts';
import { keysOf } from '../../contract/keys.ts';
import type { Overrides } from '../../contract/plan.ts';
import type { PlanPreview, PlanRef, PresetRow, ReadCurl } from '../../contract/wire.ts';
import { type AddressForm, NOTHING_SHARED } from './address-form.ts';
import { withRequests } from './pasted-requests.ts';

/** Requests and event streams have addresses alike: the user says which it is. */
export type BareKind = 'requests' | 'events' | 'socket';

/** What is to be started, as the screens ask for it. */
export interface StartRequest {
  readonly plan: PlanRef;
  readonly title: string;
  readonly expected: string;
  /** Load counted in connections instead of users. */
  readonly streams: boolean;
  /** What a bare address is taken for; absent: a plan, which says itself what it opens. */
  readonly bare?: BareKind;
  /** May be pointed at the sample services. */
  readonly canUseSamples: boolean;
  readonly overrides: Overrides;
  /** A run whose credentials are to be used again. */
  readonly secretsOf?: string;
  /** Of a bare address: the fields of its requests, filled in from elsewhere; and what could not be. */
  readonly address?: AddressForm;
  readonly notes?: readonly string[];
}

/** The fields as typed; an empty one leaves the plan's own value. */
export interface StartForm {
  readonly users: string;
  readonly spawnRate: string;
  readonly rate: string;
  readonly connections: string;
  readonly messageRate: string;
  readonly duration: string;
  readonly requests: string;
  readonly warmup: string;
}

/** Of requests to a bare address: what their load is counted in, and what ends it. */
export interface LoadShape {
  readonly pace: 'users' | 'rate';
  readonly end: 'duration' | 'requests';
}
export const USUAL_SHAPE: LoadShape = { pace: 'users', end: 'duration' };
export type FormField = keyof StartForm;
export type FormErrors = Partial<Record<FormField, string>>;

const MAX_LEVEL = 1_000_000;

export function requestOfPreset(preset: PresetRow): StartRequest {
  const streams = preset.group === 'websocket' || preset.name === 'smoke-ws' || preset.name === 'streaming';
  return {
    plan: { kind: 'preset', name: preset.name },
    title: preset.title,
    expected: preset.expected,
    streams,
    canUseSamples: true,
    overrides: {},
  };
}

/** A bare address: ten users or streams for half a minute, until the dialog says otherwise. */
export function requestOfUrl(url: string, { asEvents = false } = {}): StartRequest {
  const bare = bareKindOf(url, asEvents);
  return {
    plan: { kind: 'url', url },
    title: 'Test a URL',
    expected: '',
    streams: bare !== 'requests',
    bare,
    canUseSamples: false,
    overrides: {
      ...(bare === 'events' && { sse: true }),
      ...(bare === 'requests' ? { users: 10, spawnRate: 5 } : { connections: 10 }),
      // No warm-up: the plan of the address says whether it gets one.
      durationMs: 30_000,
    },
  };
}

/** The requests of pasted cURL commands, as requests to addresses. */
export function requestOfCurl(read: ReadCurl): StartRequest {
  const address = withRequests({ endpoints: [], shared: NOTHING_SHARED }, read);
  const usual = requestOfUrl(read.requests[0]?.url ?? '');
  return { ...usual, address, notes: read.notes };
}

/** What an address is loaded with: a WebSocket is one by its scheme, the rest is said. */
export function bareKindOf(url: string, asEvents: boolean): BareKind {
  if (/^wss?:/i.test(url.trim())) return 'socket';
  return asEvents ? 'events' : 'requests';
}

/** The fields of the load there is a choice about. */
export function fieldsOf(
  { streams, bare }: Pick<StartRequest, 'streams' | 'bare'>,
  { pace, end }: LoadShape = USUAL_SHAPE,
): readonly FormField[] {
  if (bare === 'events') return ['connections', 'duration', 'warmup'];
  if (streams) return ['connections', 'messageRate', 'duration', 'warmup'];
  return [
    ...(pace === 'rate' ? (['rate'] as const) : (['users', 'spawnRate'] as const)),
    ...(end === 'requests' ? (['requests'] as const) : (['duration', 'warmup'] as const)),
  ];
}

/** The form without what is not shown: it asks for nothing. */
export function shownOf(form: StartForm, fields: readonly FormField[]): StartForm {
  const entries = Object.entries(form).map(([field, text]) => [
    field,
    fields.some((one) => one === field) ? text : '',
  ]);
  return { ...form, ...(Object.fromEntries(entries) as Partial<StartForm>) };
}

const text = (value: number | undefined): string => (value === undefined ? '' : String(value));
const time = (value: number | undefined): string => (value === undefined ? '' : printDuration(value));

export function formOf(overrides: Overrides): StartForm {
  return {
    users: text(overrides.users),
    spawnRate: text(overrides.spawnRate),
    rate: text(overrides.rate),
    connections: text(overrides.connections),
    messageRate: text(overrides.messageRate),
    duration: time(overrides.durationMs),
    requests: text(overrides.requests),
    warmup: time(overrides.warmupMs),
  };
}

/** What the plan would use where a field is left empty. */
export function placeholdersOf(preview: PlanPreview | null): StartForm {
  const load = preview?.load;
  return formOf({
    users: load?.users,
    spawnRate: load?.spawnRate,
    rate: load?.rate,
    connections: load?.connections,
    messageRate: load?.messageRate,
    durationMs: preview?.durationMs,
    warmupMs: load?.warmupMs,
  });
}

interface NumberRule {
  readonly field: FormField;
  readonly least: number;
  /** Absent: a million. */
  readonly most?: number;
  readonly message: string;
}
const NUMBERS: readonly NumberRule[] = [
  { field: 'users', least: 1, message: 'A whole number from 1 to 1,000,000' },
  { field: 'spawnRate', least: Number.MIN_VALUE, message: 'A number above 0' },
  { field: 'rate', least: Number.MIN_VALUE, message: 'A number above 0' },
  {
    field: 'requests',
    least: 1,
    most: 1_000_000_000,
    message: 'A whole number from 1 to 1,000,000,000',
  },
  { field: 'connections', least: 1, message: 'A whole number from 1 to 1,000,000' },
  { field: 'messageRate', least: 0, message: 'A number, 0 or more' },
];
const WHOLE: readonly FormField[] = ['users', 'connections', 'requests'];

/**
 * The overrides the fields ask for, over those the request came with; and what is wrong with the fields.
 * @param owned fields that say alone what is asked: what the request came with of them does not count
 */
export function overridesOf(
  form: StartForm,
  base: Overrides,
  owned: readonly FormField[] = ALL_FIELDS,
): { overrides: Overrides; errors: FormErrors } {
  const errors: FormErrors = {};
  const changes: Record<string, number> = {};
  for (const { field, least, most = MAX_LEVEL, message } of NUMBERS) {
    const entered = form[field].trim().replaceAll(',', '');
    if (entered === '') continue;
    const value = Number(entered);
    const whole = !WHOLE.includes(field) || Number.isInteger(value);
    if (!Number.isFinite(value) || value < least || value > most || !whole) errors[field] = message;
    else changes[field] = value;
  }
  for (const [field, key] of [
    ['duration', 'durationMs'],
    ['warmup', 'warmupMs'],
  ] as const) {
    if (form[field].trim() === '') continue;
    const ms = parseDuration(form[field]);
    if (ms === null || (field === 'duration' && ms <= 0)) errors[field] = 'Such as 30s, 5m or 1h30m';
    else changes[key] = ms;
  }
  const taken = owned.map((field) => OVERRIDES[field]);
  const kept = Object.entries(base).filter(([key]) => !taken.some((one) => one === key));
  return { overrides: { ...Object.fromEntries(kept), ...changes }, errors };
}

/** What each field is an override of. */
const OVERRIDES = {
  users: 'users',
  spawnRate: 'spawnRate',
  rate: 'rate',
  connections: 'connections',
  messageRate: 'messageRate',
  duration: 'durationMs',
  requests: 'requests',
  warmup: 'warmupMs',
} as const satisfies Record<FormField, keyof Overrides>;
export const ALL_FIELDS = keysOf(OVERRIDES);

/** Failures after which a start can be forced: a health check or the pre-flight said no. */
export function mayForce(code: string): boolean {
  return ['target', 'health', 'preflight', 'connect'].includes(code.split('.')[0] ?? '');
}
