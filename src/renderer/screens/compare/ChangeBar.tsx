import { classNames } from '../../parts/class-names.ts';
import styles from './ChangeBar.module.css';
import { barLength, type Tone } from './change-tone.ts';

const WORDS: Readonly<Record<Tone, string>> = { better: 'better', worse: 'worse', even: '' };

/** A change as a bar from the middle, with its number and, where it points somewhere, the word for it. */
export function ChangeBar({ percent, tone, text }: { percent: number | null; tone: Tone; text: string }) {
  const length = percent === null ? 0 : barLength(percent) * 50;
  return (
    <span className={classNames(styles.change, styles[tone])} data-value={String(percent)} data-tone={tone}>
      <span className={styles.track} aria-hidden="true">
        <span
          className={styles.bar}
          style={{ width: `${length}%`, left: percent !== null && percent < 0 ? `${50 - length}%` : '50%' }}
        />
      </span>
      <span className={styles.text}>{text}</span>
      <span className={styles.word}>{WORDS[tone]}</span>
    </span>
  );
}
