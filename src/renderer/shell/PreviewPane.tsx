import type { PlanPreview } from '../../contract/wire.ts';
import { ErrorNote } from '../parts/ErrorNote.tsx';
import { PreviewWords } from '../parts/PreviewWords.tsx';
import type { Loadable } from '../stores/loadable.ts';
import styles from './PreviewPane.module.css';

interface Props {
  readonly preview: Loadable<PlanPreview>;
  /** What the fields wait for: what was described before they were changed is not what is asked for now. */
  readonly waits: string | null;
}

/** What will happen, in words, before it happens. */
export function PreviewPane({ preview, waits }: Props) {
  if (waits !== null)
    return (
      <div className={styles.pane} role="status" data-testid="start-waits">
        <p>{waits}</p>
      </div>
    );
  if (preview.state === 'failed') return <ErrorNote failure={preview.failure} />;
  if (preview.state === 'loading') return <div className={styles.pane} aria-busy="true" />;
  const { targets } = preview.value;
  const on = ` on ${targets.length} ${targets.length === 1 ? 'service' : 'services'}`;
  return (
    <div className={styles.pane} data-testid="plan-preview">
      <PreviewWords preview={preview.value} on={on} />
    </div>
  );
}
