import { ChevronRight } from 'lucide-react';
import type { ReactNode } from 'react';
import { failedTimeText, plainText, spanText } from '../../../contract/error-text.ts';
import type { ErrorRow, Summary } from '../../../contract/summary.ts';
import { Figure } from '../../parts/Figure.tsx';
import { SIDE_SENTENCES, SIDE_WORDS } from '../../words.ts';
import styles from './ErrorTable.module.css';

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
        <span className={styles.code}>{row.code}</span>
        <span className={styles.side}>{SIDE_WORDS[row.side]}</span>
        <span className={styles.message}>{row.message}</span>
        <span className={styles.where}>
          {row.service} {row.endpoint}
        </span>
        <span className={styles.when}>{spanText(row)}</span>
        <span className={styles.count}>
          <Figure kind="count" value={row.count} />
        </span>
      </summary>
      <div className={styles.body}>
        <Fact name="What happened">{row.message}</Fact>
        <Fact name="Whose fault">{SIDE_SENTENCES[row.side]}</Fact>
        {row.hint === '' ? null : <Fact name="What to do">{row.hint}</Fact>}
        {took === '' ? null : <Fact name="How long">{`The ${took}.`}</Fact>}
        {row.sample === null ? null : <CameBack sample={row.sample} />}
      </div>
    </details>
  );
}

/** The request that was kept, and what came back for it. */
function CameBack({ sample }: { sample: NonNullable<ErrorRow['sample']> }) {
  const { method, url, head, body, note } = sample;
  return (
    <>
      <Fact name="Request">
        <pre className={styles.example}>{plainText(`${method} ${url}`)}</pre>
      </Fact>
      {head === '' && body === '' && note === '' ? null : (
        <Fact name="Response">
          {head === '' ? null : <pre className={styles.example}>{plainText(head)}</pre>}
          {body === '' ? null : <pre className={styles.example}>{plainText(body)}</pre>}
          {note === '' ? null : <p className={styles.note}>{note}</p>}
        </Fact>
      )}
    </>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className={styles.fact}>
      <span className="muted">{name}</span>
      <div>{children}</div>
    </div>
  );
}
