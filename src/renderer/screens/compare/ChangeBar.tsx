import { Grid, Note, Text } from '../../parts/Box.tsx';
import styles from './ChangeBar.module.css';
import { barLength, type Tone } from './change-tone.ts';

const TONES = { better: 'excellent', worse: 'poor', even: 'muted' } as const;
const WORDS: Readonly<Record<Tone, string>> = { better: 'better', worse: 'worse', even: '' };

interface Props {
  readonly percent: number | null;
  readonly tone: Tone;
  readonly text: string;
  /** What is to be said of it, below its number. */
  readonly note: string;
}

/** A change as a bar from the middle, its number before it and, where it points somewhere, the word for it behind. */
export function ChangeBar({ percent, tone, text, note }: Props) {
  const length = percent === null ? 0 : barLength(percent) * 50;
  return (
    <Grid
      as="span"
      columns="76px minmax(60px, 1fr) 76px"
      align="center"
      gap={10}
      style={{ rowGap: 0 }}
      tone={TONES[tone]}
      data-value={String(percent)}
      data-tone={tone}
    >
      <Text tone="ink" textAlign="end">
        {text}
      </Text>
      <span className={styles.track} aria-hidden="true">
        <span
          className={styles.bar}
          style={{ width: `${length}%`, left: percent !== null && percent < 0 ? `${50 - length}%` : '50%' }}
        />
      </span>
      <Text size="small" style={{ textAlign: 'start' }}>
        {WORDS[tone]}
      </Text>
      {note === '' ? null : (
        <Note as="span" style={{ gridColumn: '1 / -1' }}>
          {note}
        </Note>
      )}
    </Grid>
  );
}
