import { lineText } from '../../contract/error-text.ts';
import type { Reading } from './watch-reader.ts';

/** A few sentences, each with a name in it. */
const MOST_OF_A_TEXT = 1_000;
/** A metric with its labels, or a query that names itself. */
const MOST_OF_A_NAME = 600;
/** What no line of text has: it moves the cursor of a terminal, colours it, or turns the direction of what follows. */
const ODD = /[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}\p{Cs}]/u;

/**
 * A reading as it may be shown anywhere: names and sentences of a target are on one line, without signs that are not shown, and
 * of bounded length.
 */
export function plainReading({ gauges, gap, found, remarks }: Reading): Reading {
  const sentence = (text: string) => plain(text, MOST_OF_A_TEXT);
  return {
    gauges: gauges.map((gauge) => {
      const name = plain(gauge.name, MOST_OF_A_NAME);
      return name === gauge.name ? gauge : { ...gauge, name };
    }),
    ...(gap === undefined ? {} : { gap: sentence(gap) }),
    ...(found === undefined ? {} : { found: sentence(found) }),
    ...(remarks === undefined ? {} : { remarks: remarks.map(sentence) }),
  };
}

/** Most are: these stay as they are, two blanks in a row included. */
function plain(text: string, most: number): string {
  return text.length > most || ODD.test(text) ? lineText(text, most) : text;
}
