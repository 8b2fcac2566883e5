import { fail, type Result, succeed, testFailure } from '../../../contract/failure.ts';
import type { RunRow } from '../../../contract/wire.ts';
import type { App } from '../../services/app-port.ts';

/** A run by its id, the start of its id, `last`, or `last~1` for the one before: of the bin, or of all others. */
export async function findRun(app: App, word: string, deleted = false): Promise<Result<string>> {
  const row = await findRunRow(app, word, deleted);
  return row.ok ? succeed(row.value.runId) : row;
}

/** The same run as it is listed. */
export async function findRunRow(app: App, word: string, deleted = false): Promise<Result<RunRow>> {
  const rows = await app.handlers['runs.list']({ limit: 10_000, deleted });
  if (!rows.ok) return rows;
  const back = /^last(?:~(\d+))?$/.exec(word);
  if (back !== null) {
    const row = rows.value[Number(back[1] ?? 0)];
    if (row !== undefined) return succeed(row);
  }
  const fitting = rows.value.filter((row) => row.runId === word || row.runId.startsWith(word));
  const [only] = fitting;
  if (only !== undefined && (fitting.length === 1 || only.runId === word)) return succeed(only);
  const message =
    fitting.length > 1
      ? `${fitting.length} runs begin with ${word}.`
      : `There is no run ${word}${deleted ? ' in the bin' : ''}.`;
  return fail(
    testFailure(
      'run.not_found',
      message,
      `plimsoll runs${deleted ? ' --deleted' : ''} lists them; "last" is the newest.`,
    ),
  );
}
