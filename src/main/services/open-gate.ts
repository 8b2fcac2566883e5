import { succeed } from '../../contract/failure.ts';
import type { Storage } from '../storage/storage.ts';
import { afterRun } from './after-run.ts';
import { Alerts } from './alerts/alerts.ts';
import type { AfterRunAsked, App, AppOptions } from './app-port.ts';
import { Baselines } from './baselines/baselines.ts';
import type { EventHub } from './event-hub.ts';
import type { neverThrowing } from './never-throw.ts';
import type { Ports } from './ports.ts';
import type { Reads } from './reads/reads.ts';
import type { Runs } from './runs/runs.ts';
import type { KnownSecrets } from './secrets/known-secrets.ts';
import type { SessionSecrets } from './secrets/session-secrets.ts';
import type { RunSeries } from './series/series.ts';

interface GateParts {
  readonly options: AppOptions;
  readonly ports: Ports;
  readonly storage: Storage;
  readonly events: EventHub;
  readonly reads: Reads;
  readonly runs: Runs;
  readonly series: Pick<RunSeries, 'get'>;
  readonly known: KnownSecrets;
  readonly secrets: Pick<SessionSecrets, 'source'>;
  readonly neverThrow: ReturnType<typeof neverThrowing>;
}

/** What a run is held against once it is over, and who is told. */
export interface Gate {
  readonly baselines: Baselines;
  readonly alerts: Alerts;
  readonly settle: App['afterRun'];
}

export function openGate(around: GateParts): Gate {
  const { options, ports, storage, events, reads, runs, series, known, secrets, neverThrow } = around;
  const baselines = new Baselines({
    storage,
    now: ports.now,
    judge: (asked) => reads.ask('baseline', asked),
    seriesOf: async (seriesId) => {
      const detail = await series.get(seriesId);
      return detail.ok ? succeed(detail.value.document) : detail;
    },
    judged: (runId, verdict) => {
      runs.tell(runId);
      events.emit('baseline.judged', { runId, verdict });
    },
    tell: (rows) => events.emit('baselines.changed', rows),
  });
  const alerts = new Alerts({
    storage,
    known,
    allowedHosts: options.allowHosts,
    secretOf: (variable) => secrets.source(variable),
    now: ports.now,
    random: ports.random,
    wait: ports.wait,
    show: (alert) => {
      options.notify?.(alert);
      events.emit('alert.raised', alert);
    },
  });
  const settle = (runId: string, asked: AfterRunAsked) =>
    neverThrow(() => afterRun(runId, asked, { runs, baselines, alerts }));
  return { baselines, alerts, settle };
}
