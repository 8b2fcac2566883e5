import { parseDuration, printDuration } from '../../contract/duration.ts';
import { entriesOf, keysOf, tableOf } from '../../contract/keys.ts';
import type { Overrides } from '../../contract/plan.ts';
import type { PlanPreview, ReadCurl } from '../../contract/plan-preview.ts';
import { CLASS_PROTOCOLS } from '../../contract/protocols/protocols.ts';
import type { PlanRef, PresetRow } from '../../contract/wire.ts';
import { type AddressForm, NOTHING_SHARED } from './address-form.ts';
import { withRequests } from './pasted-requests.ts';

/** Requests and event streams have addresses alike: the user says which it is. */
type BareKind = 'requests' | 'events' | 'socket';

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

/** A field of the load: what it is called and counted in, what it overrides, and what it may be. */
interface Rule {
  readonly label: string;
  readonly unit: string;
  readonly override: Exclude<keyof Overrides, 'targets'>;
  readonly kind: 'whole' | 'number' | 'time';
  readonly least: number;
  /** Absent: a million. */
  readonly most?: number;
}

const ABOVE_ZERO = Number.MIN_VALUE;
const MAX_LEVEL = 1_000_000;
const TIME = { unit: '', kind: 'time', most: Number.POSITIVE_INFINITY } as const;

export const FIELDS = {
  users: { label: 'Users', unit: 'users', override: 'users', kind: 'whole', least: 1 },
  spawnRate: { label: 'Spawn rate', unit: 'per s', override: 'spawnRate', kind: 'number', least: ABOVE_ZERO },
  rate: { label: 'Arrival rate', unit: 'per s', override: 'rate', kind: 'number', least: ABOVE_ZERO },
  connections: { label: 'Connections', unit: 'open', override: 'connections', kind: 'whole', least: 1 },
  messageRate: {
    label: 'Messages per connection',
    unit: 'per s',
    override: 'messageRate',
    kind: 'number',
    least: 0,
  },
  duration: { ...TIME, label: 'Duration', override: 'durationMs', least: ABOVE_ZERO },
  requests: {
    label: 'Number of requests',
    unit: 'in all',
    override: 'requests',
    kind: 'whole',
    least: 1,
    most: 1_000_000_000,
  },
  warmup: { ...TIME, label: 'Warm-up', override: 'warmupMs', least: 0 },
} as const satisfies Readonly<Record<string, Rule>>;
const RULES: readonly (readonly [FormField, Rule])[] = entriesOf(FIELDS);
export const ALL_FIELDS = keysOf(FIELDS);

type FormField = keyof typeof FIELDS;
/** The fields as typed; an empty one leaves the plan's own value. */
export type StartForm = Readonly<Record<FormField, string>>;
type FormErrors = Partial<Record<FormField, string>>;

/** Of requests to a bare address: what their load is counted in, and what ends it. */
interface LoadShape {
  readonly pace: 'users' | 'rate';
  readonly end: 'duration' | 'requests';
}
export const USUAL_SHAPE: LoadShape = { pace: 'users', end: 'duration' };

export function requestOfPreset(preset: PresetRow): StartRequest {
  const streams =
    CLASS_PROTOCOLS.some((name) => name === preset.group) || ['smoke-ws', 'streaming'].includes(preset.name);
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
  return tableOf(ALL_FIELDS, (field) => (fields.includes(field) ? form[field] : ''));
}

export function formOf(overrides: Overrides): StartForm {
  return tableOf(ALL_FIELDS, (field) => {
    const { override, kind } = FIELDS[field];
    const value = overrides[override];
    if (typeof value !== 'number') return '';
    return kind === 'time' ? printDuration(value) : String(value);
  });
}

/** What the plan would use where a field is left empty. */
export function placeholdersOf(preview: PlanPreview | null): StartForm {
  return formOf({ ...preview?.load, durationMs: preview?.durationMs });
}

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
  for (const [field, rule] of RULES) {
    const { override, kind, least, most = MAX_LEVEL } = rule;
    const entered = form[field].trim();
    if (entered === '') continue;
    const value = kind === 'time' ? parseDuration(entered) : Number(entered.replaceAll(',', ''));
    const fits = value !== null && value >= least && value <= most;
    if (!fits || (kind === 'whole' && !Number.isInteger(value))) errors[field] = wanted(rule);
    else changes[override] = value;
  }
  const taken = owned.map((field): string => FIELDS[field].override);
  const kept = Object.entries(base).filter(([key]) => !taken.includes(key));
  return { overrides: { ...Object.fromEntries(kept), ...changes }, errors };
}

/** What a field wants in place of what it does not take. */
function wanted({ kind, least, most = MAX_LEVEL }: Rule): string {
  if (kind === 'time') return 'Such as 30s, 5m or 1h30m';
  if (kind === 'whole') return `A whole number from ${least} to ${most.toLocaleString('en-US')}`;
  return least === 0 ? 'A number, 0 or more' : 'A number above 0';
}

/** Failures after which a start can be forced: a health check or the pre-flight said no. */
export function mayForce(code: string): boolean {
  return ['target', 'health', 'preflight', 'connect'].includes(code.split('.')[0] ?? '');
}
