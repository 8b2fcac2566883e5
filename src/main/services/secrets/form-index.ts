/** Letters by which a form is found, and the least a cut form is known by. */
const HEAD = 4;
/** The end of a text cuts whatever it likes, so what stands before it must be longer to be no chance. */
const MIN_AT_END = 8;
/** Stands where a text was cut short. */
const CUT = '…';
const QUOTES: ReadonlySet<string> = new Set(['"', "'", '`', '”', ')', '\\']);

/** Forms that begin with the same letters: a stretch of the sorted list, and how long they are. */
interface Bucket {
  readonly from: number;
  readonly to: number;
  /** Longest first, so that a secret inside another leaves no rest of the other. */
  readonly lengths: readonly number[];
}

/** Finds many texts in one, as a whole or cut short: each place costs a look-up, however many texts there are. */
export class FormIndex {
  readonly #sorted: readonly string[];
  readonly #replacements: ReadonlyMap<string, string>;
  readonly #buckets = new Map<string, Bucket>();
  /** Whether any form begins with a letter. */
  readonly #first = new Uint8Array(65_536);

  /** @param replacements by form; each form has at least four characters */
  constructor(replacements: ReadonlyMap<string, string>) {
    this.#replacements = replacements;
    this.#sorted = [...replacements.keys()].sort((a, b) => (a < b ? -1 : 1));
    for (let from = 0; from < this.#sorted.length; ) {
      const head = this.#sorted[from]?.slice(0, HEAD) ?? '';
      const lengths = new Set<number>();
      let to = from;
      for (let form = this.#sorted[to]; form?.startsWith(head); form = this.#sorted[to]) {
        lengths.add(form.length);
        to += 1;
      }
      this.#buckets.set(head, { from, to, lengths: [...lengths].sort((a, b) => b - a) });
      this.#first[head.charCodeAt(0)] = 1;
      from = to;
    }
  }

  /** The text with every form, and every beginning of one before a cut, replaced. */
  replaceIn(text: string): string {
    let replaced = '';
    let kept = 0;
    for (let at = 0; at <= text.length - HEAD; at += 1) {
      if (this.#first[text.charCodeAt(at)] !== 1) continue;
      const bucket = this.#buckets.get(text.slice(at, at + HEAD));
      if (bucket === undefined) continue;
      const found = this.#wholeAt(text, at, bucket) ?? this.#cutAt(text, at, bucket);
      if (found === undefined) continue;
      replaced += text.slice(kept, at) + (this.#replacements.get(found.form) ?? '');
      kept = at + found.length;
      at = kept - 1;
    }
    return kept === 0 ? text : replaced + text.slice(kept);
  }

  #wholeAt(text: string, at: number, { lengths }: Bucket): { form: string; length: number } | undefined {
    for (const length of lengths) {
      const form = text.slice(at, at + length);
      if (this.#replacements.has(form)) return { form, length };
    }
    return undefined;
  }

  /** The longest beginning of a form that stands here, where the text is cut right after it. */
  #cutAt(text: string, at: number, bucket: Bucket): { form: string; length: number } | undefined {
    const rest = text.slice(at, at + (bucket.lengths[0] ?? 0));
    const place = this.#placeOf(rest, bucket);
    const neighbours = [place - 1, place].filter((index) => index >= bucket.from && index < bucket.to);
    const shared = neighbours
      .map((index) => ({
        form: this.#sorted[index] ?? '',
        length: sharedLength(this.#sorted[index] ?? '', rest),
      }))
      .toSorted((a, b) => b.length - a.length)[0];
    if (shared === undefined) return undefined;
    const next = text[at + shared.length];
    if (next === CUT) return shared;
    const isEnd = next === undefined || QUOTES.has(next);
    return isEnd && shared.length >= MIN_AT_END ? shared : undefined;
  }

  /** Where a text would stand among the sorted forms of a bucket. */
  #placeOf(text: string, { from, to }: Bucket): number {
    let low = from;
    let high = to;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#sorted[middle] ?? '') < text) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function sharedLength(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length += 1;
  return length;
}
