import { TriangleAlert } from 'lucide-react';
import { formatPercent } from '../../contract/format.ts';
import type { PlanPreview } from '../../contract/wire.ts';
import styles from './PreviewWords.module.css';

interface Props {
  readonly preview: PlanPreview;
  /** Said before the warnings of the preview itself. */
  readonly warnings?: readonly string[];
  /** Behind the number of endpoints. */
  readonly on?: string;
}

/** What a plan will do: in sentences, what to mind, and what it asks how often. */
export function PreviewWords({ preview, warnings = [], on = '' }: Props) {
  const { sentences, endpoints } = preview;
  const all = [...warnings, ...preview.warnings];
  return (
    <div className={styles.words}>
      <ul className={styles.sentences}>
        {sentences.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
      {all.length === 0 ? null : (
        <ul className={styles.warnings}>
          {all.map((warning) => (
            <li key={warning}>
              <TriangleAlert size={14} aria-hidden="true" />
              {warning}
            </li>
          ))}
        </ul>
      )}
      <details className={styles.details}>
        <summary>
          {endpoints.length} {endpoints.length === 1 ? 'endpoint' : 'endpoints'}
          {on}
        </summary>
        <ul>
          {endpoints.map((row) => (
            <li key={`${row.service} ${row.endpoint} ${row.protocol}`}>
              <span className="clip">
                <span className="muted">{row.service}</span> {row.endpoint}
              </span>
              <span>{formatPercent(row.sharePercent)}</span>
            </li>
          ))}
        </ul>
      </details>
    </div>
  );
}
