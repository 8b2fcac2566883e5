import { textWidth } from './fit-columns.ts';

/** Narrower than this, a line would be a word. */
const LEAST = 20;

/** How a text is broken into lines. */
interface Wrap {
  /** Of what it goes to; null: no terminal, lines are as long as they are. */
  readonly width: number | null;
  /** Before every line but the first, which brings its own. */
  readonly indent: number;
}

/**
 * A text of one line over as many as it takes, broken between words; a word that is longer than a line stays whole. Colours go
 * on over the break.
 */
export function wrapText(text: string, { width, indent }: Wrap): string {
  if (width === null || textWidth(text) <= width) return text;
  const room = Math.max(LEAST, width);
  const [lead = ''] = /^ */.exec(text) ?? [];
  const lines: string[] = [];
  let line = lead;
  for (const word of text.slice(lead.length).split(' ')) {
    const isFirst = line.trim() === '';
    if (!isFirst && textWidth(line) + 1 + textWidth(word) > room) {
      lines.push(line);
      line = ' '.repeat(indent) + word;
    } else line += isFirst ? word : ` ${word}`;
  }
  return [...lines, line].join('\n');
}
