import type { Term } from '../../contract/glossary.ts';
import type { Distribution, Summary } from '../../contract/summary.ts';
import type { SecondStreams, SecondTimes, StreamPhase } from '../../contract/summary-streams.ts';
import type { LiveState, StreamKey, StreamLine } from '../charts/stream-charts.ts';

/**
 * How the value of a field is typed. Texts in a line, numbers and durations; `area` and `json` over several lines, `list`
 * a list as JSON; `rule` the frame that has a value at a JSON pointer; `pairs` names and texts; the rest are pieces of a
 * request, each with an editor of its own.
 */
type FieldType =
  | 'text'
  | 'number'
  | 'duration'
  | 'statuses'
  | 'json'
  | 'list'
  | 'rule'
  | 'pairs'
  | 'body'
  | 'checks'
  | 'extract';

/** One value of a plan: where it stands below the class or step it is of, and how it is typed. */
export interface FieldSpec {
  readonly key: string;
  readonly label: string;
  readonly type: FieldType;
  /** Shown where nothing is written: what holds then, or what could be. */
  readonly placeholder?: string;
  /** Of a number: the least it can be, and the most. */
  readonly range?: readonly [least: number, most: number];
  /** Of a number: there is no half of it. */
  readonly whole?: boolean;
  /** A text that programs read. */
  readonly mono?: boolean;
  /** Takes more of its row than the others. */
  readonly wide?: boolean;
  /** Of names and texts: what one is called, and an example of each. */
  readonly pair?: readonly [noun: string, name: string, text: string];
  /** Of checks and extractions: what is said where there are none. */
  readonly none?: string;
  /** Of checks and extractions: what these answers do not have. */
  readonly without?: readonly string[];
}

/** Fields side by side. */
export type FieldRow = readonly FieldSpec[];

/** Fields of a step that are in sight together, under a name. */
export interface StepPart {
  readonly name: string;
  readonly rows: readonly FieldRow[];
}

/** What a class or a step of a protocol is called, and how it is edited. */
export interface ShownProtocol {
  /** Name in documents, and the key of a class of it in a plan. */
  readonly name: string;
  /** What the users of a class are: `WebSocket connections`; the label of their number; and its key in the class's block. */
  readonly users: { readonly words: string; readonly label: string; readonly key: string | null };
  /** Whether the users of a class pause between what they do. */
  readonly thinks: boolean;
  /** Fields of a class, in its block; of HTTP its tasks are edited one by one. */
  readonly classRows: readonly FieldRow[];
  readonly step: {
    /** Keys of which a step has one, with its path. */
    readonly keys: readonly string[];
    /** As a menu offers another one, and what that is to begin with. */
    readonly add: string;
    readonly fresh: Readonly<Record<string, unknown>>;
    /** What it does, for those who do not know; empty where everybody does. */
    readonly about: string;
    readonly parts: readonly StepPart[];
    /** Keys worth seeing first where they are written, the first of them most. */
    readonly first: readonly string[];
    /** One can be sent by itself. */
    readonly canTry: boolean;
  };
  /** What is shown of connections that stay; null where each is over with its answer. */
  readonly stream: ShownStream | null;
}

/** A latency of a stream: in the document and, where it is drawn over time, in its seconds. Undefined: not measured. */
export interface StreamTime {
  readonly name: string;
  readonly term: Term;
  readonly whole: (summary: Summary) => Distribution | undefined;
  readonly second?: (streams: SecondStreams) => SecondTimes | undefined;
}

/** Counts that are drawn together. */
export interface StreamCounts {
  readonly title: string;
  readonly term?: Term;
  readonly lines: readonly StreamLine[];
  /** Each is a thing, and there is no half of it. */
  readonly whole?: boolean;
}

/** A number with its name. */
export type NamedCount = readonly [name: string, value: number];

/** How a connection ended, in words: the title, and what it means and where to look. */
export type EndingWords = readonly [title: string, meaning: string];

/** Everything the window says of streams of one protocol. */
export interface ShownStream {
  /** Their key in documents. */
  readonly key: StreamKey;
  readonly title: string;
  readonly one: string;
  readonly many: string;
  /** The states of those that are not over, in the order they are gone through, and what they are called. */
  readonly states: readonly (readonly [state: LiveState, label: string])[];
  readonly times: readonly StreamTime[];
  /** Beside the title of the times. */
  readonly timesOf: string;
  readonly charts: (summary: Summary) => readonly StreamCounts[];
  /** Storm and steady state apart; undefined where they are not measured apart. */
  readonly phases?: (
    summary: Summary,
  ) => { readonly opening: StreamPhase; readonly steady: StreamPhase } | undefined;
  /** What was lost, doubled or swapped; null where the plan does not say how to tell. */
  readonly order?: (summary: Summary) => readonly NamedCount[] | null;
  /** What came in: the title of the panel, the name of all of it, and the header of what it is counted by. */
  readonly traffic: { readonly title: string; readonly what: string; readonly by: string };
  readonly counts: (summary: Summary) => readonly NamedCount[];
  /** What the bars of a lifeline are the slowest of. */
  readonly slowest: string;
  /** Undefined: nothing in particular of this protocol. */
  readonly ending: (cause: string) => EndingWords | undefined;
}
