import { classNames } from './class-names.ts';
import styles from './MiddleText.module.css';

/** Shorter texts are cut at their end: there is no middle to speak of. */
const MIN_SPLIT = 24;
const TAIL = 12;

interface Props {
  readonly text: string;
  readonly title?: string;
  readonly className?: string | undefined;
}

/**
 * Text on one line. Where there is no room it is cut in its middle, for names that begin alike differ at their end; the
 * whole of it is its title. In a link or a heading the text is to be its `aria-label`, too: the two halves are read apart.
 */
export function MiddleText({ text, title = text, className }: Props) {
  const [head, tail] = halvesOf(text);
  return (
    <span className={classNames(styles.line, className)} title={title}>
      <span className={styles.head}>{head}</span>
      {tail === '' ? null : <span className={styles.tail}>{tail}</span>}
    </span>
  );
}

/** What may be cut, and what stays: the last few characters, no pair of code units torn apart. */
export function halvesOf(text: string): readonly [head: string, tail: string] {
  const letters = [...text];
  if (letters.length < MIN_SPLIT) return [text, ''];
  return [letters.slice(0, -TAIL).join(''), letters.slice(-TAIL).join('')];
}
