import { z } from 'zod';
import type { Failure } from './failure.ts';
import { MAX_PLAN_CHARS } from './plan-limits.ts';
import type { Purpose } from './run-state.ts';
import type { ServiceAddress } from './services.ts';
import type { Phase } from './tick.ts';
import type { Bytes, Millis } from './units.ts';

/**
 * Writing plans: what the editor and the program say to each other. The text of a plan is the one truth; the visual
 * side shows the data in it and changes it by edits, which leave every comment where it is.
 */
const place = z.array(z.union([z.string().max(200), z.number().int().min(0)])).max(64);
/** Keys and indexes from the top of a plan. */
export type PlanPlace = readonly (string | number)[];

const planEditSchema = z.discriminatedUnion('op', [
  z.strictObject({ op: z.literal('set'), path: place, value: z.unknown() }),
  z.strictObject({ op: z.literal('remove'), path: place }),
  /** Puts a new item before the one that has this index now. */
  z.strictObject({ op: z.literal('insert'), path: place, value: z.unknown() }),
  z.strictObject({ op: z.literal('rename'), path: place, to: z.string().min(1).max(200) }),
  /** Brings the keys of a block into this order; keys not named stay behind those that are. */
  z.strictObject({ op: z.literal('order'), path: place, keys: z.array(z.string().max(200)).max(1_000) }),
]);
/** One change made on the visual side. */
export type VisualEdit = z.infer<typeof planEditSchema>;

const planText = z.string().max(MAX_PLAN_CHARS);
const planId = z.string().regex(/^[\w-]{1,64}$/);

/** A plan that comes with the program, or one of the user's. */
export const planSource = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('preset'), name: z.string().min(1).max(120) }),
  z.strictObject({ kind: z.literal('stored'), planId }),
]);
export type PlanSource = z.infer<typeof planSource>;

/** A service of an imported plan whose source names several addresses; the first is the one in the plan. */
export interface DocumentedServers {
  readonly service: string;
  readonly addresses: readonly ServiceAddress[];
}

export const IMPORT_KINDS = ['curl', 'har', 'openapi'] as const;
export type ImportKind = (typeof IMPORT_KINDS)[number];

/** Arguments of the commands about plans; the answers stand in the wire. */
export const PLAN_ARGUMENTS = {
  get: z.strictObject({ plan: planSource }),
  /** Without an id a new plan is made; with one, the text of `revision` is replaced. */
  save: z.union([
    z.strictObject({ text: planText }),
    z.strictObject({ text: planText, planId, revision: z.number().int().min(1) }),
  ]),
  id: z.strictObject({ planId }),
  duplicate: z.strictObject({ plan: planSource }),
  check: z.strictObject({ text: planText }),
  complete: z.strictObject({ text: planText, offset: z.number().int().min(0).max(MAX_PLAN_CHARS) }),
  edit: z.strictObject({
    text: planText,
    edits: z.array(planEditSchema).min(1).max(1_000),
  }),
  /** What a message of a host can hold; a longer recording is sent without its answers. */
  import: z.strictObject({ kind: z.enum(IMPORT_KINDS), text: z.string().max(4_000_000) }),
  readCurl: z.strictObject({ text: z.string().max(1_000_000) }),
  tryStep: z.strictObject({
    text: planText,
    /** Files are taken from beside this plan. */
    planId: planId.optional(),
    className: z.string().min(1).max(120),
    /** Null: a step of the class's setup. */
    task: z.string().max(120).nullable(),
    step: z.number().int().min(0).max(1_000),
    /** Values by name: what earlier answers gave, or what is to be used instead of what the plan draws. */
    values: z.record(z.string().max(200), z.string().max(100_000)).optional(),
    /** Send it to the running sample services instead of where the plan says. */
    onSamples: z.boolean().optional(),
  }),
  /** Files are taken from beside this plan. */
  nextValues: z.strictObject({ text: planText, planId: planId.optional() }),
  /** At most three megabytes, as base64. */
  putFile: z.strictObject({
    planId,
    name: z.string().min(1).max(500),
    base64: z.base64().max(4_000_000),
  }),
  removeFile: z.strictObject({ planId, name: z.string().min(1).max(500) }),
  setSecret: z.strictObject({
    variable: z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,120}$/),
    /** Empty: forget it. */
    text: z.string().max(100_000),
  }),
} as const;

/** What is wrong with a plan, at one place of its text. */
export interface PlanProblem {
  /** From 1. */
  readonly line: number;
  readonly column: number;
  /** Empty for the text as a whole. */
  readonly path: PlanPlace;
  readonly code: string;
  /** One sentence without a full stop. */
  readonly message: string;
}

/** What can stand at a place of a plan's text. */
export interface PlanCompletion {
  /** The word it would replace, as offsets into the text. */
  readonly from: number;
  readonly to: number;
  readonly options: readonly {
    readonly label: string;
    readonly kind: 'key' | 'value';
    /** What it is, in a sentence; empty where the word says it. */
    readonly about: string;
  }[];
}

/** How a plan and an API's description fit together (S-76). */
export interface OpenApiCoverage {
  /** Services of the plan that were held against it; what is asked of others is none of its business. */
  readonly services: readonly string[];
  readonly operations: number;
  readonly covered: number;
  /** Described, and asked by no step of the plan. */
  readonly missing: readonly { readonly method: string; readonly path: string }[];
  /** Asked by the plan, and described no more. */
  readonly gone: readonly {
    readonly className: string;
    readonly place: string;
    readonly method: string;
    readonly path: string;
  }[];
  /** No service of the plan is at an address of the document, so all were held against it. */
  readonly isGuessed?: true;
}

/** What a list shows of a plan without reading it again. */
export interface PlanFacts {
  readonly name: string;
  /** Null where the plan does not say. */
  readonly purpose: Purpose | null;
  /** `10 users · 2/s · 5m`; empty while something is wrong with the plan. */
  readonly load: string;
  /** Null while something is wrong with the plan. */
  readonly durationMs: Millis | null;
  readonly problems: number;
}

/** A plan of the user's, as a list shows it. */
export interface PlanRow extends PlanFacts {
  readonly planId: string;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  readonly updatedAt: string;
  /** Set where the stored plan was damaged. */
  readonly damage: string | null;
}

/** A file beside a plan, and its first rows where it is a feed. */
export interface PlanFileRow {
  readonly name: string;
  readonly bytes: Bytes;
  /** Null where it is no table; `problem` then says why, or it is a body. */
  readonly table: FeedPreview | null;
  readonly problem: string | null;
}

export interface FeedPreview {
  /** All of them. */
  readonly columns: readonly string[];
  /** The first, each with the cells of the first columns. */
  readonly rows: readonly (readonly string[])[];
  readonly rowCount: number;
}

/** What a value of a plan would be, one after the other. Secrets are replaced by their names. */
export interface NextValue {
  readonly name: string;
  /** Texts, or JSON as text; empty where `why` says so, and for what only a run is given. */
  readonly next: readonly string[];
  /** Nothing comes after those: each user takes a row of a file, and these are all. */
  readonly isAll: boolean;
  /** Why nothing is shown, as a sentence. */
  readonly why: string | null;
  /** Whether a run would fail for it. */
  readonly faulty: boolean;
}

/** A plan opened in the editor. */
export interface OpenedPlan {
  /** Null for a preset, which is read and duplicated, not changed. */
  readonly row: PlanRow | null;
  readonly text: string;
  /** 0 for a preset. */
  readonly revision: number;
}

/** Where the text behind a reference comes from. `default`: it is not set, and the plan says what to take then. */
export interface NeededText {
  readonly variable: string;
  readonly kind: 'env' | 'secret';
  readonly from: 'environment' | 'session' | 'default' | 'nowhere';
}

/** What one request of a plan did. Secrets are replaced by their names. */
export interface TriedStep {
  readonly request: {
    readonly method: string;
    readonly url: string;
    readonly headers: readonly (readonly [name: string, value: string])[];
    readonly body: TriedBody | null;
  };
  /** Null where none came, or nothing was sent. */
  readonly response: {
    readonly status: number;
    readonly headers: readonly (readonly [name: string, value: string])[];
    readonly body: TriedBody;
  } | null;
  /** Values the request needs and nobody has given; nothing was sent then. */
  readonly missing: readonly string[];
  /** Milliseconds by phase; null where there was no such phase. */
  readonly phasesMs: Readonly<Record<TriedPhase, Millis | null>>;
  readonly totalMs: Millis | null;
  /** Address that was connected to. */
  readonly address: string | null;
  readonly checks: readonly { readonly what: string; readonly failure: Failure | null }[];
  readonly extracted: readonly { readonly name: string; readonly text: string | null }[];
  /** What a run would count it as; null: a good answer. */
  readonly failure: Failure | null;
}

type TriedPhase = Exclude<Phase, 'queued'>;

export interface TriedBody {
  readonly text: string;
  readonly bytes: Bytes;
  /** True where `text` is only the beginning. */
  readonly cut: boolean;
}
