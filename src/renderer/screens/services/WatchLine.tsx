import { Activity, X } from 'lucide-react';
import type { ServiceRow } from '../../../contract/services.ts';
import { Note, Row } from '../../parts/Box.tsx';
import { Button } from '../../parts/Button.tsx';
import { HintedButton } from '../../parts/HintedButton.tsx';
import { useWorkbench } from '../../stores/workbench.tsx';
import type { WatchOffer } from '../../words/watch-words.ts';

interface Props {
  readonly row: ServiceRow;
  readonly offer: WatchOffer | undefined;
}

/** What is watched of a service, or the local process that could be; nothing where neither is known. */
export function WatchLine({ row: { id, service, watch }, offer }: Props) {
  const { services, notices } = useWorkbench();
  const put = (source: string) =>
    notices.getState().attempt(services.getState().change({ id, watch: source }));
  if (watch !== undefined)
    return (
      <Row gap={4} data-testid={`watch-of-${service}`}>
        <Note as="span" clip title={watch}>
          Watched in every run: {watch}
        </Note>
        <HintedButton
          hint="Stop watching"
          aria-label={`Stop watching ${service}`}
          icon={<X />}
          onClick={() => put('')}
        />
      </Row>
    );
  if (offer === undefined) return null;
  return (
    <Row>
      <Button
        size="small"
        look="quiet"
        icon={<Activity />}
        style={{ marginLeft: -8 }}
        data-testid={`watch-offer-${service}`}
        onClick={() => put(offer.source)}
      >
        {offer.name} listens there: watch it
      </Button>
    </Row>
  );
}
