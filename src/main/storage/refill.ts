import type { Connection } from './database.ts';
import { VERSION_SETTING } from './migrations/migrate.ts';
import type { RunStore } from './run-record.ts';
import { createRunStore } from './runs.ts';
import type { SalvagedRun, SalvageSink } from './salvage.ts';
import { createSettingsStore } from './settings.ts';
import { codeOf } from './storage-failure.ts';

/** Takes what is salvaged into a new database, one transaction per run. Runs that were going on are interrupted ones now. */
export function refillInto(connection: Connection): SalvageSink {
  const runs = createRunStore(connection);
  const settings = createSettingsStore(connection);
  const refill = connection.transaction((run: SalvagedRun) => refillRun(runs, run));
  return {
    run: (run) => {
      try {
        refill(run);
        return true;
      } catch (error) {
        // Damage may have given two runs one id.
        if (codeOf(error).startsWith('SQLITE_CONSTRAINT')) return false;
        throw error;
      }
    },
    setting: (key, value) => {
      if (key !== VERSION_SETTING) settings.set(key, value);
    },
  };
}

function refillRun(runs: RunStore, { record, seconds, damaged, gradings }: SalvagedRun): void {
  const { runId, headline } = record;
  runs.create(record);
  for (const second of seconds) runs.appendSecond(runId, second, headline);
  for (const grading of gradings) runs.addGrading(runId, grading);
  runs.finish(runId, {
    state: record.state === 'running' ? 'interrupted' : record.state,
    endedAt: record.endedAt ?? record.startedAt + record.durationMs,
    durationMs: record.durationMs,
    reason: [record.endReason, salvageNote(damaged.length)].filter((part) => part !== '').join(' '),
    headline,
    environment: record.environment,
  });
  runs.annotate(runId, { notes: record.notes, tags: record.tags });
  if (record.deleted) runs.setDeleted(runId, true);
}

function salvageNote(damaged: number): string {
  const lost = damaged === 0 ? '' : ` ${damaged} of its seconds could not be read.`;
  return `Carried over from a damaged data file.${lost}`;
}
