import type { ErrorRow } from '../../../contract/summary.ts';
import { Note, Text } from '../../parts/Box.tsx';
import { Figure } from '../../parts/Figure.tsx';
import styles from './EndingsTable.module.css';
import { type Ending, endingsOf } from './ending-words.ts';

interface Props {
  readonly closedBy: Readonly<Record<string, number>>;
  readonly errors: readonly ErrorRow[];
  readonly what: 'connection' | 'stream';
}

/** How connections ended: what happened in words, the code for programs, and how often. */
export function EndingsTable({ closedBy, errors, what }: Props) {
  const endings = endingsOf(closedBy, errors, what);
  if (endings.length === 0)
    return (
      <Note size="body" style={{ padding: '6px 16px 14px' }}>
        No {what} has ended so far.
      </Note>
    );
  return (
    <table className={styles.table} aria-label={`How each ${what} ended`} data-testid="endings">
      <thead>
        <tr>
          <th scope="col">What happened</th>
          <th scope="col" className={styles.count}>
            Count
          </th>
        </tr>
      </thead>
      <tbody>
        {endings.map((ending) => (
          <EndingLine key={ending.cause} ending={ending} />
        ))}
      </tbody>
    </table>
  );
}

function EndingLine({ ending }: { ending: Ending }) {
  return (
    <tr data-cause={ending.cause}>
      <td>
        <span className={styles.title} data-tone={ending.tone}>
          {ending.title}
        </span>
        <span className={styles.meaning}>
          <Text mono>{ending.cause}</Text>
          {ending.meaning === '' ? null : <> · {ending.meaning}</>}
        </span>
      </td>
      <td className={styles.count}>
        <Figure kind="count" value={ending.count} />
      </td>
    </tr>
  );
}
