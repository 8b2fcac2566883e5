import { ChevronRight } from 'lucide-react';
import type { ReactNode } from 'react';
import { failedTimeText, plainText, spanText } from '../../../contract/error-text.ts';
import type { ErrorRow, Summary } from '../../../contract/summary.ts';
import { Grid, Note, Stack, Text } from '../../parts/Box.tsx';
import { Figure } from '../../parts/Figure.tsx';
import { SIDE_SENTENCES, SIDE_WORDS } from '../../words/words.ts';
import styles from './ErrorLine.module.css';

interface Props {
  readonly row: ErrorRow;
  readonly summary: Pick<Summary, 'endpoints'>;
  readonly opened: boolean;
}

/** One code of one endpoint; opened, what is known of it. */
export function ErrorLine({ row, summary, opened }: Props) {
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
        {row.sample === null ? null : <CameBack sample={row.sample} />}
      </Stack>
    </details>
  );
}

/** The request that was kept, and what came back for it. */
function CameBack({ sample }: { sample: NonNullable<ErrorRow['sample']> }) {
  const { method, url, head, body, note } = sample;
  return (
    <>
      <Fact name="Request">
        <Example text={plainText(`${method} ${url}`)} />
      </Fact>
      {head === '' && body === '' && note === '' ? null : (
        <Fact name="Response">
          {head === '' ? null : <Example text={plainText(head)} />}
          {body === '' ? null : <Example text={plainText(body)} />}
          {note === '' ? null : <Note above={4}>{note}</Note>}
        </Fact>
      )}
    </>
  );
}

const SCROLLS = { maxHeight: 180, overflow: 'auto', whiteSpace: 'pre-wrap' } as const;

function Example({ text }: { text: string }) {
  return (
    <Text as="pre" below={8} tint="ground" pad="small" mono breaks style={SCROLLS}>
      {text}
    </Text>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <Grid columns="110px minmax(0, 1fr)" gap={12} className={styles.fact}>
      <Text tone="muted">{name}</Text>
      <div>{children}</div>
    </Grid>
  );
}
