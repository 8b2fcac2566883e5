import type { PlanPreview } from '../../contract/wire.ts';
import styles from './Targets.module.css';

interface Props {
  /** null: not known (yet) for what is chosen now. */
  readonly targets: PlanPreview['targets'] | null;
  /** They are the sample services, which do not run yet: nobody knows their ports before they do. */
  readonly startsSamples: boolean;
}

/** Where everything goes that the run will send: in sight before it is started, whatever else is shown. */
export function Targets({ targets, startsSamples }: Props) {
  return (
    <section className={styles.targets} aria-label="Traffic goes to" aria-busy={targets === null}>
      <h3>Traffic goes to</h3>
      <dl data-testid="start-targets">
        {targets?.map(({ service, url }) => (
          <div key={service}>
            <dt className="muted clip">{service}</dt>
            <dd className="mono clip" title={startsSamples ? undefined : url}>
              {startsSamples ? 'a sample service on this machine, started first' : url}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
