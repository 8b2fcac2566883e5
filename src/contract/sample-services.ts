/** The five sample services, in the order of their ports. */
export const SERVICE_NAMES = ['gateway', 'streaming', 'auth', 'entitlements', 'metrics'] as const;
export type ServiceName = (typeof SERVICE_NAMES)[number];

/** Each service's port, counted from the base port. */
export const PORT_OFFSETS: Readonly<Record<ServiceName, number>> = {
  gateway: 0,
  streaming: 1,
  auth: 10,
  entitlements: 11,
  metrics: 12,
};

/** A token the sample services accept, as they do any that does not say of itself that it is bad. */
export const SAMPLE_TOKEN = 'sample-token';
