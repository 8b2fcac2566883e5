import { keysOf } from './keys.ts';

/** The five sample services, in the order of their ports, each by its port, counted from the base port. */
export const PORT_OFFSETS = { gateway: 0, streaming: 1, auth: 10, entitlements: 11, metrics: 12 } as const;
export type ServiceName = keyof typeof PORT_OFFSETS;
export const SERVICE_NAMES = keysOf(PORT_OFFSETS);

/** A token the sample services accept, as they do any that does not say of itself that it is bad. */
export const SAMPLE_TOKEN = 'sample-token';

/** How the sample services behave; each is described in `workers/sample-services/profiles.ts`. */
export const SAMPLE_PROFILES = ['healthy', 'slow', 'flaky', 'overloaded', 'leaking', 'pooled'] as const;
