import { Play } from 'lucide-react';
import { useState } from 'react';
import type { Failure } from '../../../contract/failure.ts';
import { Card, Row } from '../../parts/Box.tsx';
import { Button } from '../../parts/Button.tsx';
import { ErrorNote } from '../../parts/ErrorNote.tsx';
import { useTask } from '../../parts/use-task.ts';
import { waitingFor } from '../../shell/address-form.ts';
import { PreviewPane } from '../../shell/PreviewPane.tsx';
import { mayForce } from '../../shell/start-form.ts';
import { Targets, withAims } from '../../shell/Targets.tsx';
import type { usePreview } from '../../shell/use-preview.ts';
import { useStartRun } from '../../shell/use-start-run.ts';
import type { CapacityErrors } from './capacity-form.ts';
import { inFormWords } from './capacity-refusal.ts';
import type { CapacityFormState } from './use-capacity-form.ts';

interface Props {
  readonly state: CapacityFormState;
  readonly shown: ReturnType<typeof usePreview>;
  /** Of the fields, those that the program refuses among them. */
  readonly errors: CapacityErrors;
  /** What the program says that stands at a field already. */
  readonly isAtField: boolean;
}

/** What will happen, where everything goes, and the way to begin. */
export function StartSide({ state, shown: { preview, targets }, errors, isAtField }: Props) {
  const startRun = useStartRun();
  const { failure, busy, attempt } = useTask();
  const [aims, setAims] = useState<ReadonlyMap<string, string>>(new Map());
  const { plan } = state;
  const waits = waitsFor(state, errors);
  const inWords =
    preview.state === 'failed' ? { ...preview, failure: inFormWords(preview.failure) } : preview;
  const start = async (force: boolean) => {
    if (plan === null) return;
    const overrides = withAims(state.overrides, aims);
    const secretsOf = state.subject.kind === 'run' ? { secretsOf: state.subject.detail.row.runId } : {};
    await attempt(startRun({ plan, overrides, onSamples: state.onSamples, force, ...secretsOf }));
  };
  const unready = busy || waits !== null || targets === null || preview.state !== 'ready';
  return (
    <Card
      as="section"
      aria-label="What will happen"
      pad="normal"
      gap={12}
      style={{ position: 'sticky', top: 12 }}
    >
      <h2>What will happen</h2>
      {failure === null ? (
        <PreviewPane preview={inWords} waits={waits ?? (isAtField ? AT_FIELD : null)} />
      ) : (
        <ErrorNote failure={inFormWords(failure)} reveal />
      )}
      <Targets
        targets={targets}
        startsSamples={state.startsSamples}
        onAim={(service, url) => setAims(new Map([...aims, [service, url]]))}
      />
      <Row gap={8}>
        <Button
          look="strong"
          size="large"
          icon={<Play />}
          onClick={() => start(false)}
          disabled={unready}
          data-testid="start-search"
        >
          {busy ? 'Starting…' : 'Start the search'}
        </Button>
        <ForceButton failure={failure} unready={unready} onForce={() => start(true)} />
      </Row>
    </Card>
  );
}

const AT_FIELD = 'Correct the marked fields to start.';

function waitsFor(
  { plan, subject, addressErrors, isFilling }: CapacityFormState,
  errors: CapacityErrors,
): string | null {
  if (isFilling) return 'Reading the plan…';
  if (Object.values(errors).some((error) => error !== '')) return AT_FIELD;
  if (subject.kind === 'url') return waitingFor(addressErrors);
  return plan === null ? 'Choose what is to be tested.' : null;
}

interface ForceProps {
  readonly failure: Failure | null;
  readonly unready: boolean;
  readonly onForce: () => void;
}

/** A refusal that the user may overrule. */
function ForceButton({ failure, unready, onForce }: ForceProps) {
  if (failure === null || !mayForce(failure.code)) return null;
  return (
    <Button look="quiet" onClick={onForce} disabled={unready}>
      Start anyway
    </Button>
  );
}
