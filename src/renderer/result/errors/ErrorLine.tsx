import { ChevronRight } from 'lucide-react';
import { failedTimeText, spanText } from '../../../contract/error-text.ts';
import type { ErrorRow, Summary } from '../../../contract/summary.ts';
import { Note, Stack, Text } from '../../parts/Box.tsx';
import { Button } from '../../parts/Button.tsx';
import { Figure } from '../../parts/Figure.tsx';
import { SIDE_SENTENCES, SIDE_WORDS } from '../../words/words.ts';
import styles from './ErrorLine.module.css';
import { Exchange, Fact } from './Exchange.tsx';

interface Props {
  readonly row: ErrorRow;
  readonly summary: Pick<Summary, 'endpoints'>;
  readonly opened: boolean;
  /** Shows the requests behind it; absent: there is no place for that. */
  readonly onRequests?: ((row: ErrorRow) => void) | undefined;
}

/** One code of one endpoint; opened, what is known of it. */
export function ErrorLine({ row, summary, opened, onRequests }: Props) {
  const took = failedTimeText(row, summary);
  return (
    <details className={styles.error} data-code={row.code} open={opened}>
      <summary className={styles.summary}>
        <ChevronRight size={14} className={styles.chevron} aria-hidden="true" />
        <Text clip mono weight="semibold">
          {row.code}
        </Text>
        <Text tone="soft" className={styles.side}>
          {SIDE_WORDS[row.side]}
        </Text>
        <Text clip tone="soft" className={styles.message}>
          {row.message}
        </Text>
        <Note as="span" clip className={styles.where}>
          {row.service} {row.endpoint}
        </Note>
        <Note as="span" nowrap className={styles.when}>
          {spanText(row)}
        </Note>
        <Text weight="semibold" textAlign="end" className={styles.count}>
          <Figure kind="count" value={row.count} />
        </Text>
      </summary>
      <Stack gap={4} style={{ padding: '4px 16px 14px 36px' }}>
        <Fact name="What happened">{row.message}</Fact>
        <Fact name="Whose fault">{SIDE_SENTENCES[row.side]}</Fact>
        {row.hint === '' ? null : <Fact name="What to do">{row.hint}</Fact>}
        {took === '' ? null : <Fact name="How long">{`The ${took}.`}</Fact>}
        {row.sample === null ? null : (
          <Exchange request={`${row.sample.method} ${row.sample.url}`} response={row.sample} />
        )}
        {onRequests === undefined ? null : (
          <Fact name="Which">
            <Button look="link" onClick={() => onRequests(row)}>
              Kept requests that failed like this
            </Button>
          </Fact>
        )}
      </Stack>
    </details>
  );
}
