import { useStore } from 'zustand';
import type { PlanPreview } from '../../contract/wire.ts';
import { Choice } from '../screens/plans/Choice.tsx';
import { ownServices } from '../stores/services.ts';
import { useWorkbench } from '../workbench.tsx';
import styles from './Targets.module.css';
import { addressChoice } from './target-choice.ts';

interface Props {
  /** null: not known (yet) for what is chosen now. */
  readonly targets: PlanPreview['targets'] | null;
  /** They are the sample services, which do not run yet: nobody knows their ports before they do. */
  readonly startsSamples: boolean;
  /** Aims a service elsewhere, for this run. */
  readonly onAim: (service: string, url: string) => void;
}

/** Where everything goes that the run will send: in sight before it is started, whatever else is shown. */
export function Targets({ targets, startsSamples, onAim }: Props) {
  const { services } = useWorkbench();
  const own = ownServices(useStore(services, (state) => state.services));
  return (
    <section className={styles.targets} aria-label="Traffic goes to" aria-busy={targets === null}>
      <h3>Traffic goes to</h3>
      <dl data-testid="start-targets">
        {targets?.map(({ service, url }) => {
          const options = addressChoice({ service, url }, own);
          return (
            <div key={service}>
              <dt className="muted clip" title={service}>
                {service}
              </dt>
              <dd className="mono clip" title={startsSamples ? undefined : url}>
                {options.length > 1 ? (
                  <Choice
                    label={`Address of ${service}`}
                    hideLabel
                    value={url}
                    options={options}
                    onChange={(chosen) => onAim(service, chosen)}
                  />
                ) : startsSamples ? (
                  'a sample service on this machine, started first'
                ) : (
                  url
                )}
              </dd>
            </div>
          );
        })}
      </dl>
    </section>
  );
}
