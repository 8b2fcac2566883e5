import { combine } from 'zustand/middleware';
import { createStore } from 'zustand/vanilla';
import type { Result } from '../../contract/failure.ts';
import type { ServiceRow } from '../../contract/services.ts';
import type { ArgumentOf, SampleProfile, SamplesState } from '../../contract/wire.ts';
import type { Host } from '../host/host.ts';
import { type Loadable, loading, ready, settle } from './loadable.ts';

export interface ServicesState {
  readonly services: Loadable<readonly ServiceRow[]>;
  readonly samples: SamplesState | null;
  /** Health checks that someone asked for are under way. */
  readonly checking: boolean;
}

/** Services that are the user's own, in their order. */
export function ownServices(services: ServicesState['services']): readonly ServiceRow[] {
  return services.state === 'ready' ? services.value.filter(({ builtIn }) => !builtIn) : [];
}

/** The five that presets go to. */
export function builtInServices(services: ServicesState['services']): readonly ServiceRow[] {
  return services.state === 'ready' ? services.value.filter(({ builtIn }) => builtIn) : [];
}

/** Whether a preset is more likely meant for the sample services: they run, or nothing else it could go to answers. */
export function standInsAreLikely({ services, samples }: Omit<ServicesState, 'checking'>): boolean {
  if (samples?.state === 'running') return true;
  const rows = builtInServices(services);
  return rows.length > 0 && rows.every(({ used, health }) => !used || health === 'down');
}

/** The services under test, and the sample services that can stand in for them. */
export function createServicesStore(host: Host) {
  const initial: ServicesState = { services: loading(), samples: null, checking: false };
  const store = createStore(
    combine(initial, (set, get) => {
      const takeRows = <T extends Result<ServiceRow[]>>(result: T): T => {
        set({ services: settle<readonly ServiceRow[]>(result, get().services) });
        return result;
      };
      const takeSamples = <T extends Result<SamplesState>>(result: T): T => {
        if (result.ok) set({ samples: result.value });
        return result;
      };
      /** Asks again what was last asked so long ago (ms), and what never was; nobody need see it. */
      const refresh = async (olderThanMs: number) => {
        takeRows(await host.call('services.check', { olderThanMs }));
      };
      /** What was set up anew has not been asked: it is, without being waited for. */
      const changed = async (work: Promise<Result<ServiceRow[]>>) => {
        const result = await work;
        if (!result.ok) return result;
        takeRows(result);
        void refresh(Number.MAX_SAFE_INTEGER);
        return result;
      };
      return {
        load: async () => {
          const [rows, samples] = await Promise.all([
            host.call('services.list', {}),
            host.call('samples.get', {}),
          ]);
          takeRows(rows);
          takeSamples(samples);
          // Nobody has asked them since the program began: a list of question marks helps no one.
          if (rows.ok && rows.value.some((row) => row.health === 'unknown'))
            await refresh(Number.MAX_SAFE_INTEGER);
        },
        /** Asks now: those of these ids, or all. */
        check: async (ids?: readonly string[]) => {
          set({ checking: true });
          takeRows(await host.call('services.check', ids === undefined ? {} : { ids: [...ids] }));
          set({ checking: false });
        },
        refresh,
        add: (draft: ArgumentOf<'services.add'>) => changed(host.call('services.add', draft)),
        change: (change: ArgumentOf<'services.change'>) => changed(host.call('services.change', change)),
        move: (id: string, to: number) => changed(host.call('services.move', { id, to })),
        remove: (id: string) => changed(host.call('services.remove', { id })),
        restore: (id: string) => changed(host.call('services.restore', { id })),
        startSamples: async (profile?: SampleProfile) =>
          takeSamples(await host.call('samples.start', profile === undefined ? {} : { profile })),
        setProfile: async (profile: SampleProfile) =>
          takeSamples(await host.call('samples.setProfile', { profile })),
        stopSamples: async () => takeSamples(await host.call('samples.stop', {})),
      };
    }),
  );
  host.on('services.changed', (rows) => store.setState({ services: ready(rows) }));
  host.on('samples.changed', (samples) => store.setState({ samples }));
  return store;
}
