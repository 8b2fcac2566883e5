import type { Failure } from '../../../contract/failure.ts';
import type { BodySpec, CheckSpec, ExtractSpec } from '../../../contract/plan-steps.ts';
import type { Bytes, EpochMillis, Millis } from '../../../contract/units.ts';
import type { CookieJar } from '../cookies/cookie-jar.ts';
import type { SecretHolder } from '../measure/sample.ts';

/**
 * How the engine turns a plan's texts into requests and judges what comes back. One source per load thread and run:
 * `createValueSource(plan, options)` of value-source.ts. WebSocket frames are texts (`compileText`), whole URLs are
 * paths (`compilePath`); to read a place of an incoming frame, `compileJsonPath` of json-path.ts.
 *
 * The life of a value, per user:
 *
 * | kind                                | drawn anew                                                        |
 * |-------------------------------------|-------------------------------------------------------------------|
 * | constant, env, secret               | never                                                             |
 * | timestamp                           | at every use                                                      |
 * | extracted                           | whenever an answer gives it; goes before a plan value of its name |
 * | feed, order `unique`; scope `user`  | once per user; of an open plan, once per arrival                  |
 * | text or object made of extracted    | at every use; the drawn values in it keep their own lives         |
 * | everything else                     | once per iteration, at first use (in a `list`: once per item)     |
 */
export interface ValueSource {
  /**
   * Values of one user. `userIndex` counts over all threads, from 0 in each scenario; `scenario` is its place in the
   * plan (absent: the first). Unique feeds give each user of each scenario another row. Open plans have no users: they
   * share one scope per arrival slot, or one per thread, and begin an iteration per arrival.
   */
  openScope(userIndex: number, scenario?: number): Scope;
  /**
   * Values of a class: what its shared setup extracted, seen by every scope that has none of its own. Where two classes extract
   * the same name, each goes on with its own; users of others have the latest.
   */
  sharedOf(scenario: number): Scope;

  /**
   * All `compile…` calls belong before the first request. They throw on a template that does not parse: the plan
   * compiler has already refused such plans, so that is a bug of the caller.
   */
  compileText(template: string): TextTemplate;
  /** A path with query: literal parts are made valid, values are percent-encoded unless written `{{ name | raw }}`. */
  compilePath(template: string): TextTemplate;
  compileHeaders(headers: Readonly<Record<string, string>>): HeadersTemplate;
  /** null in, null out: no body. Of JSON, a string that is exactly one `{{ name }}` becomes the value with its own type. */
  compileBody(body: BodySpec | null): BodyTemplate | null;
  compileAssertions(checks: readonly CheckSpec[], extract: readonly ExtractSpec[]): Assertions;
}

export interface Scope extends SecretHolder {
  readonly userIndex: number;
  /** Of the user; null: the plan keeps none. */
  readonly cookies: CookieJar | null;
  /** Call before each setup and task of a user, each arrival, each message: generated values are drawn anew after it. */
  beginIteration(): void;
  set(name: string, value: unknown): void;
  get(name: string): unknown;
  /** What `set` gave this scope itself; undefined: nothing. */
  given(name: string): unknown;
  /** An answer that is no good holds this secret, which is not to be used: only to be hidden. */
  saw(name: string, value: unknown): void;
  /**
   * What went wrong while rendering since the last call (a value no answer has given yet, a line break in a header),
   * side `test`; null: nothing. Rendering never throws. A request with a problem is not sent: it is a failed sample.
   */
  takeProblem(): Failure | null;
}

/** Renders in microseconds; a template without changing parts returns the same string every time. */
export interface TextTemplate {
  /** Set where every rendering is the same text. */
  readonly constant: string | null;
  render(scope: Scope): string;
}

export interface HeadersTemplate {
  /** Name, value, name, value …; names in lower case. The same array every time where nothing changes: do not edit it. */
  readonly constant: readonly string[] | null;
  /** Names of those that hold a secret, whatever they are called: for the origin alone that they were meant for. */
  readonly secrets: ReadonlySet<string>;
  render(scope: Scope): readonly string[];
}

export interface BodyTemplate {
  /** For `content-type` where the step's headers name none; null: send none. */
  readonly contentType: string | null;
  readonly constant: string | Uint8Array | null;
  render(scope: Scope): string | Uint8Array;
}

/** Decides whether an answer of acceptable status is a good one, and takes values out of it. */
export interface Assertions {
  /** False: the body need not be kept, `ResponseView.body` may be null. */
  readonly needsBody: boolean;
  /** False: `ResponseView.header` is never called. */
  readonly needsHeaders: boolean;
  /** False: `ResponseView.hops` is never read. */
  readonly needsHops: boolean;
  /**
   * Checks in order, then extracts into the scope. The first thing that does not hold is the failure: `check.status`,
   * `check.header`, `check.json`, `check.contains`, `check.size`, `check.time` (side target: the answer is not what
   * was agreed), `extract.missing` (side target), `extract.inexact` (side test: a number too large for us to keep).
   */
  judge(response: ResponseView, scope: Scope): Failure | null;
  /** Of an answer that is not judged, or failed: tells the scope the secrets it holds, as far as they are to be taken out. */
  learn(response: ResponseView, scope: Scope): void;
}

/** An answer as the judge sees it; the engine may reuse one object, nothing here keeps it. */
export interface ResponseView {
  readonly status: number;
  /** Name in lower case. Several headers of one name are joined by `, `; `set-cookie` by a line feed. */
  header(name: string): string | null;
  /** Decoded body as text; null where it was not kept. */
  readonly body: string | null;
  /** Decoded size. */
  readonly bodyBytes: Bytes;
  /** Service time so far. */
  readonly timeMs: Millis;
  /** Answers on the way here that were redirects and followed, the first one first; absent: none. */
  readonly hops?: readonly ResponseView[];
}

/** Rows of a CSV or JSON feed, read and bounded before the run; a column of a JSON feed keeps its types. */
export interface FeedTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
}

/** What a run needs beside its plan and what is never stored with it. Posted to every load thread. */
export interface RunInputs {
  /** Text of each `env` and `secret` reference by value name. */
  readonly secrets: Readonly<Record<string, string>>;
  /** By the name written in the plan. */
  readonly feeds?: Readonly<Record<string, FeedTable>>;
  /** Bytes of each body file by the path written in the plan. */
  readonly files?: Readonly<Record<string, Uint8Array>>;
}

export interface ValueSourceOptions {
  /** Every scope has a jar for cookies. Absent: none has. */
  readonly keepCookies?: boolean;
  readonly inputs: RunInputs;
  /** Uniform in [0, 1); seeded by the thread. */
  readonly random: () => number;
  /** Wall clock, for timestamps only. */
  readonly now: () => EpochMillis;
  /** Counters, round-robin lists and sequential feeds are divided: no two threads give the same item. */
  readonly thread: { readonly index: number; readonly count: number };
}
