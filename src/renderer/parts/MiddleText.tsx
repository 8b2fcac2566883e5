import { type Look, Text } from './Box.tsx';
import styles from './MiddleText.module.css';

/** Shorter texts are cut at their end: there is no middle to speak of. */
const MIN_SPLIT = 24;
const TAIL = 12;

interface Props extends Look {
  readonly text: string;
  readonly title?: string;
}

/**
 * Text on one line. Where there is no room it is cut in its middle, for names that begin alike differ at their end; the
 * whole of it is its title. In a link or a heading the text is to be its `aria-label`, too: the two halves are read apart.
 */
export function MiddleText({ text, title = text, ...look }: Props) {
  const [head, tail] = halvesOf(text);
  return (
    <Text {...look} className={styles.line} title={title}>
      <span className={styles.head}>{head}</span>
      {tail === '' ? null : <Text rigid>{tail}</Text>}
    </Text>
  );
}

/** What may be cut, and what stays: the last few characters, no pair of code units torn apart. */
export function halvesOf(text: string): readonly [head: string, tail: string] {
  const letters = [...text];
  if (letters.length < MIN_SPLIT) return [text, ''];
  return [letters.slice(0, -TAIL).join(''), letters.slice(-TAIL).join('')];
}
