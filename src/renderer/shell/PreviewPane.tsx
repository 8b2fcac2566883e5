import { TriangleAlert } from 'lucide-react';
import { formatPercent } from '../../contract/format.ts';
import type { PlanPreview } from '../../contract/wire.ts';
import { ErrorNote } from '../parts/ErrorNote.tsx';
import type { Loadable } from '../stores/loadable.ts';
import styles from './PreviewPane.module.css';

/** What will happen, in words, before it happens. */
export function PreviewPane({ preview }: { preview: Loadable<PlanPreview> }) {
  if (preview.state === 'failed') return <ErrorNote failure={preview.failure} />;
  if (preview.state === 'loading') return <div className={styles.pane} aria-busy="true" />;
  const { sentences, warnings, endpoints, targets } = preview.value;
  return (
    <div className={styles.pane} data-testid="plan-preview">
      <ul className={styles.sentences}>
        {sentences.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
      {warnings.map((warning) => (
        <p key={warning} className={styles.warning}>
          <TriangleAlert size={14} aria-hidden="true" />
          {warning}
        </p>
      ))}
      <details className={styles.details}>
        <summary>
          {endpoints.length} {endpoints.length === 1 ? 'endpoint' : 'endpoints'} on {targets.length}{' '}
          {targets.length === 1 ? 'service' : 'services'}
        </summary>
        <ul className={styles.endpoints}>
          {endpoints.map((row) => (
            <li key={`${row.service} ${row.endpoint} ${row.protocol}`}>
              <span className="clip">
                <span className="muted">{row.service}</span> {row.endpoint}
              </span>
              <span>{formatPercent(row.sharePercent)}</span>
            </li>
          ))}
        </ul>
        <ul className={styles.endpoints}>
          {targets.map((row) => (
            <li key={row.service}>
              <span className="muted">{row.service}</span>
              <span className="mono clip">{row.url}</span>
            </li>
          ))}
        </ul>
      </details>
    </div>
  );
}
