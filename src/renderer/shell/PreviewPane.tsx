import type { PlanPreview } from '../../contract/plan-preview.ts';
import { Stack } from '../parts/Box.tsx';
import { ErrorNote } from '../parts/ErrorNote.tsx';
import { PreviewWords } from '../parts/PreviewWords.tsx';
import type { Loadable } from '../stores/loadable.ts';

interface Props {
  readonly preview: Loadable<PlanPreview>;
  /** What the fields wait for: what was described before they were changed is not what is asked for now. */
  readonly waits: string | null;
}

const PLACE = { tint: 'ground', gap: 8, full: true, pad: 'normal', style: { minHeight: 128 } } as const;

/** What will happen, in words, before it happens. */
export function PreviewPane({ preview, waits }: Props) {
  if (waits !== null)
    return (
      <Stack {...PLACE} role="status" data-testid="start-waits">
        <p>{waits}</p>
      </Stack>
    );
  if (preview.state === 'failed') return <ErrorNote failure={preview.failure} />;
  if (preview.state === 'loading') return <Stack {...PLACE} aria-busy="true" />;
  const { targets } = preview.value;
  const on = ` on ${targets.length} ${targets.length === 1 ? 'service' : 'services'}`;
  return (
    <Stack {...PLACE} data-testid="plan-preview">
      <PreviewWords preview={preview.value} on={on} />
    </Stack>
  );
}
