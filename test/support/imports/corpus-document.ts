import type { ImportKind } from '../../../src/contract/plan-editing.ts';

/** A request as its source describes it, stated without looking at any importer. */
export interface StatedRequest {
  readonly method: string;
  readonly url: string;
  /** Names in lower case; all that must be there, and nothing else but what every client writes itself. */
  readonly headers: Readonly<Record<string, string>>;
  /** JSON is compared as data, everything else byte for byte. */
  readonly body: { readonly text: string } | { readonly json: unknown } | null;
}

/** A text in the manner of some tool, and what must come of it. */
export interface CorpusDocument {
  readonly name: string;
  readonly kind: ImportKind;
  readonly text: string;
  readonly requests: readonly StatedRequest[];
  /** Each must be said. */
  readonly notes?: readonly RegExp[];
  /** Of variables that the plan asks for. */
  readonly fill?: Readonly<Record<string, string>>;
}
