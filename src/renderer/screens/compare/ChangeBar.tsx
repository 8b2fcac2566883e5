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

/** A change as a bar from the middle, with its number and, where it points somewhere, the word for it. */
export function ChangeBar({ percent, tone, text, note }: Props) {
  const length = percent === null ? 0 : barLength(percent) * 50;
  return (
    <Grid
      as="span"
      columns="minmax(60px, 1fr) 76px 44px"
      align="center"
      gap={10}
      style={{ rowGap: 0 }}
      tone={TONES[tone]}
      data-value={String(percent)}
      data-tone={tone}
    >
      <span className={styles.track} aria-hidden="true">
        <span
          className={styles.bar}
          style={{ width: `${length}%`, left: percent !== null && percent < 0 ? `${50 - length}%` : '50%' }}
        />
      </span>
      <Text tone="ink" textAlign="end">
        {text}
      </Text>
      <Text size="small">{WORDS[tone]}</Text>
      {note === '' ? null : (
        <Note as="span" textAlign="end" style={{ gridColumn: '1 / 3' }}>
          {note}
        </Note>
      )}
    </Grid>
  );
}
