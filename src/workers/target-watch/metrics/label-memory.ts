import { labelsOf } from './exposition-labels.ts';

/** Labels as a page writes them, read once: that is dear, and from page to page they stay the same. */
interface ReadLabels {
  readonly labels: ReadonlyMap<string, string>;
  /** The same for the same labels in any order; an empty one is none. */
  readonly key: string;
}

/** What the labels of a page are, by how they are written; shared by the metrics of one watch. */
export class LabelMemory {
  readonly #known = new Map<string, ReadLabels>();

  /** Where labels are others on each page, those of before are of no use. @param samples of the page that is read next */
  keepFor(samples: number): void {
    if (this.#known.size > 2 * samples) this.#known.clear();
  }

  of(text: string): ReadLabels {
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    const labels = labelsOf(text);
    const read = { labels, key: seriesKey(labels) };
    this.#known.set(text, read);
    return read;
  }
}

function seriesKey(labels: ReadonlyMap<string, string>): string {
  const told = [...labels].filter(([, value]) => value !== '');
  return told
    .map(([label, value]) => `${label}=${JSON.stringify(value)}`)
    .sort()
    .join(',');
}
