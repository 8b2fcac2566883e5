import { createStore } from 'zustand/vanilla';
import type { Result } from '../../contract/failure.ts';
import type { SampleProfile, SamplesState, ServiceRow } from '../../contract/wire.ts';
import type { Host } from '../host/host.ts';
import { LOADING, type Loadable, settle } from './loadable.ts';

export interface ServicesState {
  readonly services: Loadable<readonly ServiceRow[]>;
  readonly samples: SamplesState | null;
  /** A health check of all services is under way. */
  readonly checking: boolean;
  load(): Promise<void>;
  check(): Promise<void>;
  setUrl(service: string, url: string): Promise<Result<unknown>>;
  startSamples(profile?: SampleProfile): Promise<Result<SamplesState>>;
  setProfile(profile: SampleProfile): Promise<Result<unknown>>;
  stopSamples(): Promise<Result<unknown>>;
}

/** Whether a preset is more likely meant for the sample services: they run, or nothing of one's own answers. */
export function standInsAreLikely({
  services,
  samples,
}: Pick<ServicesState, 'services' | 'samples'>): boolean {
  if (samples?.state === 'running') return true;
  return (
    services.state === 'ready' &&
    services.value.length > 0 &&
    services.value.every(({ health }) => health === 'down')
  );
}

/** The services under test, and the sample services that can stand in for them. */
export function createServicesStore(host: Host) {
  const store = createStore<ServicesState>()((set, get) => {
    const takeRows = (result: Result<ServiceRow[]>) =>
      set({ services: settle<readonly ServiceRow[]>(result, get().services) });
    const takeSamples = <T extends Result<SamplesState>>(result: T): T => {
      if (result.ok) set({ samples: result.value });
      return result;
    };
    return {
      services: LOADING,
      samples: null,
      checking: false,
      load: async () => {
        const [rows, samples] = await Promise.all([
          host.call('services.list', {}),
          host.call('samples.get', {}),
        ]);
        takeRows(rows);
        takeSamples(samples);
        // Nobody has asked them since the program began: a list of question marks helps no one.
        if (rows.ok && rows.value.some((row) => row.health === 'unknown')) await get().check();
      },
      check: async () => {
        set({ checking: true });
        takeRows(await host.call('services.check', {}));
        set({ checking: false });
      },
      setUrl: async (service, url) => {
        const result = await host.call('services.setUrl', { service, url });
        if (result.ok) takeRows(result);
        return result;
      },
      startSamples: async (profile) =>
        takeSamples(await host.call('samples.start', profile === undefined ? {} : { profile })),
      setProfile: async (profile) => takeSamples(await host.call('samples.setProfile', { profile })),
      stopSamples: async () => takeSamples(await host.call('samples.stop', {})),
    };
  });
  host.on('services.changed', (rows) => store.setState({ services: { state: 'ready', value: rows } }));
  host.on('samples.changed', (samples) => store.setState({ samples }));
  return store;
}
