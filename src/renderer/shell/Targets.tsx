import type { Overrides } from '../../contract/plan.ts';
import type { PlanPreview } from '../../contract/plan-preview.ts';
import type { ServiceRow } from '../../contract/services.ts';
import { Grid, Stack, Text } from '../parts/Box.tsx';
import { Choice } from '../parts/Field.tsx';
import { useOwnServices } from '../stores/workbench.tsx';

interface Props {
  /** null: not known (yet) for what is chosen now. */
  readonly targets: PlanPreview['targets'] | null;
  /** They are the sample services, which do not run yet: nobody knows their ports before they do. */
  readonly startsSamples: boolean;
  /** Aims a service elsewhere, for this run. */
  readonly onAim: (service: string, url: string) => void;
}

/** One line at least, and no more than its part of the dialog. */
const ROOM = { minHeight: '1.4em', maxHeight: '9em', overflowY: 'auto' } as const;

/** Where everything goes that the run will send: in sight before it is started, whatever else is shown. */
export function Targets({ targets, startsSamples, onAim }: Props) {
  const own = useOwnServices();
  return (
    <section aria-label="Traffic goes to" aria-busy={targets === null}>
      <h3>Traffic goes to</h3>
      <Stack as="dl" above={4} gap={4} style={ROOM} data-testid="start-targets">
        {targets?.map(({ service, url }) => {
          const options = addressChoice({ service, url }, own);
          return (
            <Grid key={service} columns="minmax(80px, 22%) minmax(0, 1fr)" gap={10} align="center">
              <Text as="dt" tone="muted" clip title={service}>
                {service}
              </Text>
              <Text as="dd" mono clip title={startsSamples ? undefined : url}>
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
              </Text>
            </Grid>
          );
        })}
      </Stack>
    </section>
  );
}

/**
 * The addresses of the user's service a target is on, to choose from; empty where it is on none. Of several that have its
 * address it is on the one of its name, else on the one with most to choose from.
 */
export function addressChoice(
  { service, url }: PlanPreview['targets'][number],
  own: readonly ServiceRow[],
): readonly (readonly [url: string, text: string])[] {
  const fitting = own
    .filter(({ addresses }) => addresses.some((one) => one.url === url))
    .sort((a, b) => b.addresses.length - a.addresses.length);
  const found = fitting.find((row) => row.service === service) ?? fitting[0];
  return (found?.addresses ?? []).map(({ label, url: one }) => [one, `${label} · ${one}`]);
}

/** Overrides that aim services elsewhere, besides what they say already. */
export function withAims(overrides: Overrides, aims: ReadonlyMap<string, string>): Overrides {
  if (aims.size === 0) return overrides;
  return { ...overrides, targets: { ...overrides.targets, ...Object.fromEntries(aims) } };
}
