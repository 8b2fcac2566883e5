import { constants } from 'node:fs';
import { open, realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { type Failure, fail, type Result, succeed, testFailure } from '../../../../contract/failure.ts';
import { type RunPlan, stepsOf } from '../../../../contract/run-plan.ts';
import type { FeedTable, RunInputs } from '../../../../workers/engine/values/port.ts';
import { uniqueRows } from '../../../../workers/engine/values/unique-rows.ts';
import { resolveSecrets } from '../compile/secrets.ts';
import { inFolder } from '../text/plan-folder.ts';
import { suggestion } from '../text/plan-issues.ts';
import { FEED_LIMITS, parseFeed } from './feed-table.ts';

/** Largest body file in bytes. */
const MAX_BODY_BYTES = 16 * 1_048_576;
const NON_BLOCKING_READ = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

export interface InputSources {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The folder the plan's file lies in; null for a plan that is no file, which then cannot name others. */
  readonly folder: string | null;
  /** Files kept with the plan, by name; looked at before the folder. */
  readonly files?: ReadonlyMap<string, Uint8Array>;
}

/** Everything a run needs beside its plan: secrets from the environment, feeds and body files from the plan's folder. */
export async function readInputs(plan: RunPlan, sources: InputSources): Promise<Result<RunInputs>> {
  const secrets = resolveSecrets(plan, sources.env);
  if (!secrets.ok) return secrets;
  const feeds: Record<string, FeedTable> = {};
  for (const name of new Set(feedSpecs(plan).map(({ spec }) => spec.feed))) {
    const bytes = await readBeside(sources, name, FEED_LIMITS.bytes);
    if (!bytes.ok) return bytes;
    const table = parseFeed(name, bytes.value);
    if (!table.ok) return table;
    feeds[name] = table.value;
  }
  const wrong = checkFeeds(plan, feeds);
  if (wrong !== null) return fail(wrong);
  const files: Record<string, Uint8Array> = {};
  const bodies = plan.scenarios.flatMap(stepsOf).flatMap(({ body }) => body ?? []);
  for (const name of new Set(bodies.flatMap((body) => ('file' in body ? [body.file] : [])))) {
    const bytes = await readBeside(sources, name, MAX_BODY_BYTES);
    if (!bytes.ok) return bytes;
    files[name] = bytes.value;
  }
  return succeed({ secrets: secrets.value, feeds, files });
}

async function readBeside(
  { files, folder }: InputSources,
  name: string,
  mostBytes: number,
): Promise<Result<Uint8Array>> {
  const kept = files?.get(name);
  if (kept !== undefined) return succeed(kept);
  if (files === undefined || folder !== null) return readInFolder(folder, name, mostBytes);
  return fail(cannot(name, 'it was not added to the plan', 'Add it where the plan is edited, under Values.'));
}

/**
 * Reads a regular file inside a folder. Links may lead about inside it, not out of it.
 * @param name as written in the plan
 */
export async function readInFolder(
  folder: string | null,
  name: string,
  mostBytes: number,
): Promise<Result<Uint8Array>> {
  if (folder === null) {
    const why = 'the plan is not a file, so there is no folder to look in';
    return fail(cannot(name, why, 'Save the plan and run its file.'));
  }
  if (!inFolder(name))
    return fail(cannot(name, 'it is not inside the folder of the plan', 'Write a relative path without ..'));
  try {
    const home = await realpath(folder);
    const file = await realpath(join(home, name));
    const why = 'it is a link to a place outside the folder of the plan';
    if (!file.startsWith(home.endsWith(sep) ? home : home + sep))
      return fail(cannot(name, why, 'Copy the file there.'));
    return await readBounded(file, name, mostBytes);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    const why = code === 'ENOENT' ? 'there is no such file next to the plan' : `the system says ${code}`;
    return fail(cannot(name, why));
  }
}

async function readBounded(file: string, name: string, mostBytes: number): Promise<Result<Uint8Array>> {
  // Non-blocking, so that opening a pipe that nobody writes to does not wait for ever.
  const handle = await open(file, NON_BLOCKING_READ);
  try {
    const stat = await handle.stat();
    if (!stat.isFile()) return fail(cannot(name, 'it is not a regular file'));
    if (stat.size > mostBytes)
      return fail(cannot(name, `it has ${stat.size} bytes, more than the ${mostBytes} allowed`));
    // A copy of its own: a Buffer may share its memory with others, which posting it to a thread would hand over.
    return succeed(new Uint8Array(await handle.readFile()));
  } finally {
    await handle.close();
  }
}

function feedSpecs(plan: RunPlan) {
  return Object.entries(plan.values).flatMap(([name, spec]) =>
    typeof spec === 'object' && spec !== null && 'feed' in spec ? [{ name, spec }] : [],
  );
}

/** Columns that are missing, and too few rows to give every user its own: known before the run, so said before the run. */
function checkFeeds(plan: RunPlan, feeds: Readonly<Record<string, FeedTable>>): Failure | null {
  const specs = feedSpecs(plan).map((one) => ({ ...one, table: feeds[one.spec.feed] }));
  for (const { name, spec, table } of specs) {
    const columns = table?.columns ?? [];
    if (spec.column === undefined || columns.includes(spec.column)) continue;
    const why = `it has no column "${spec.column}" for value ${name}${suggestion(spec.column, columns)}`;
    return cannot(spec.feed, why);
  }
  for (const { spec, table } of specs.filter((one) => one.spec.order === 'unique')) {
    const rows = table?.rows.length ?? 0;
    const { users } = uniqueRows(plan, spec.feed);
    if (rows >= users) continue;
    const why = `it has ${rows} rows, too few to give each of ${users} users its own`;
    return cannot(spec.feed, why, 'Add rows, start fewer users, or take rows in another order.');
  }
  return null;
}

function cannot(name: string, why: string, hint = ''): Failure {
  return testFailure('plan.input', `${name.slice(0, 100)} cannot be used: ${why}`, hint);
}
