import { type Failure, fail, type Result, succeed, testFailure } from '../../../../contract/failure.ts';
import type { ThresholdSet, ThresholdVersion } from '../../../../contract/grading.ts';
import type { OpenedPlan, PlanFileRow, PlanRow, PlanSource } from '../../../../contract/plan-editing.ts';
import type { ArgumentOf } from '../../../../contract/wire.ts';
import type { PlanListing, PlanRecord, PlanStore } from '../../../storage/plan-record.ts';
import type { EventHub } from '../../event-hub.ts';
import { inFolder } from '../text/plan-folder.ts';
import type { CheckedPlan } from './plan-check.ts';
import { fileRowOf, MAX_PLAN_FILES } from './plan-files.ts';
import { readPreset } from './presets.ts';
import type { TextReader } from './text-reader.ts';

interface UserPlansParts {
  readonly reader: TextReader;
  readonly store: PlanStore;
  readonly readonly: boolean;
  readonly events: EventHub;
  readonly presetsDir: string;
  check(text: string): Promise<Result<CheckedPlan>>;
  /** The thresholds in a text; a failure where it is no plan. */
  setOf(text: string): Promise<Result<ThresholdSet>>;
  /** Uniform in [0, 1). */
  random(): number;
}

const UNNAMED = 'Plan without a name';

/**
 * The plans the user keeps. Any text is kept word for word, also one that is no plan (yet): what is wrong with it is
 * said beside it. The plans that come with the program are read here too, and copied, never changed.
 */
export class UserPlans {
  readonly #parts: UserPlansParts;
  /** The rows that were last told of. */
  #told = '';

  constructor(parts: UserPlansParts) {
    this.#parts = parts;
  }

  /** Last changed first, of the bin or of all others. */
  list(deleted = false): PlanRow[] {
    return this.#parts.store.list(deleted).map(rowOf);
  }

  /** Tells of the plans where another process changed one since they were last told of. */
  catchUp(): void {
    if (JSON.stringify(this.list()) !== this.#told) this.#tell();
  }

  async get(source: PlanSource): Promise<Result<OpenedPlan>> {
    if (source.kind === 'preset') {
      const text = await readPreset(this.#parts.presetsDir, source.name);
      return text.ok ? succeed({ row: null, text: text.value, revision: 0 }) : text;
    }
    const record = this.#kept(source.planId);
    return record.ok ? succeed(openedOf(record.value)) : record;
  }

  /** Texts of all plans, also of those in the bin, which may come back, and of runs, which may be run again. */
  texts(): string[] {
    return this.#parts.store.texts();
  }

  /** Text of a plan by its id, as a run wants it. */
  async textOf(planId: string): Promise<Result<string>> {
    const record = this.#kept(planId);
    return record.ok ? succeed(record.value.text) : record;
  }

  /**
   * Keeps a text as a new plan, or in place of the text of a revision.
   * @returns failure `plan.changed_elsewhere` where that text is not the last any more: nothing is written then
   */
  async save(argument: ArgumentOf<'plans.save'>): Promise<Result<OpenedPlan>> {
    if (this.#parts.readonly) return fail(READ_ONLY);
    const checked = await this.#parts.check(argument.text);
    if (!checked.ok) return checked;
    const { facts } = checked.value;
    if (!('planId' in argument)) {
      const created = this.#create(argument.text, checked.value);
      if (created.ok && created.value.row !== null) await this.thresholds(created.value.row.planId);
      return created;
    }
    const { planId, revision, text } = argument;
    const known = this.#kept(planId);
    if (!known.ok) return known;
    await this.#keepThresholds(known.value);
    if (this.#parts.store.change(planId, { text, facts, revision }) === null) return fail(CHANGED_ELSEWHERE);
    await this.thresholds(planId);
    return this.#opened(planId);
  }

  /** Every set of thresholds that a plan had, the first one first; the last is its present one, where its text is a plan. */
  async thresholds(planId: string): Promise<Result<ThresholdVersion[]>> {
    const known = this.#kept(planId);
    if (!known.ok) return known;
    await this.#keepThresholds(known.value);
    const versions = this.#parts.store.thresholds(planId);
    return succeed(
      versions.map(({ cameAt, ...set }) => ({ ...set, cameAt: new Date(cameAt).toISOString() })),
    );
  }

  /** What of a plan are its thresholds, from when on; of a text that is no plan nothing is kept. */
  setOf(text: string): Promise<Result<ThresholdSet>> {
    return this.#parts.setOf(text);
  }

  async #keepThresholds({ planId, text, updatedAt }: PlanRecord): Promise<void> {
    if (this.#parts.readonly) return;
    const set = await this.#parts.setOf(text);
    // Meanwhile the text may have become another, which is kept by whoever wrote it.
    if (!set.ok || this.#parts.store.get(planId)?.text !== text) return;
    this.#parts.store.keepThresholds(planId, { ...set.value, cameAt: updatedAt });
  }

  async duplicate(source: PlanSource): Promise<Result<OpenedPlan>> {
    if (this.#parts.readonly) return fail(READ_ONLY);
    const original = await this.get(source);
    if (!original.ok) return original;
    const taken = this.list().map((row) => row.name);
    const text = await renamed(this.#parts.reader, withoutSchemaPath(original.value.text), taken);
    const checked = await this.#parts.check(text);
    if (!checked.ok) return checked;
    const created = this.#create(text, checked.value);
    if (created.ok && source.kind === 'stored' && created.value.row !== null) {
      const { planId } = created.value.row;
      for (const file of this.#parts.store.files(source.planId)) this.#parts.store.putFile(planId, file);
    }
    return created;
  }

  /** Moves a plan to the bin; `restore` brings it back. */
  delete(planId: string): Result<{ planId: string }> {
    const changed = this.#setDeleted(planId, true);
    return changed.ok ? succeed({ planId }) : changed;
  }

  restore(planId: string): Result<PlanRow> {
    return this.#setDeleted(planId, false);
  }

  /** The files beside a plan, with the first rows of those that are feeds. */
  files(planId: string): Result<PlanFileRow[]> {
    const known = this.#kept(planId);
    return known.ok ? succeed(this.#parts.store.files(planId).map(fileRowOf)) : known;
  }

  /** Bytes of the files beside a plan, by name. */
  fileBytes(planId: string): ReadonlyMap<string, Uint8Array> {
    return new Map(this.#parts.store.files(planId).map(({ name, bytes }) => [name, bytes]));
  }

  putFile({ planId, name, base64 }: ArgumentOf<'plans.putFile'>): Result<PlanFileRow[]> {
    if (this.#parts.readonly) return fail(READ_ONLY);
    const files = this.files(planId);
    if (!files.ok) return files;
    if (!inFolder(name)) return fail(badFileName(name));
    const isNew = files.value.every((file) => file.name !== name);
    if (isNew && files.value.length >= MAX_PLAN_FILES) return fail(TOO_MANY_FILES);
    this.#parts.store.putFile(planId, { name, bytes: Uint8Array.from(Buffer.from(base64, 'base64')) });
    return this.files(planId);
  }

  removeFile({ planId, name }: ArgumentOf<'plans.removeFile'>): Result<PlanFileRow[]> {
    if (this.#parts.readonly) return fail(READ_ONLY);
    const known = this.#kept(planId);
    if (!known.ok) return known;
    this.#parts.store.removeFile(planId, name);
    return this.files(planId);
  }

  #create(text: string, { facts }: CheckedPlan): Result<OpenedPlan> {
    const planId = `plan-${this.#word()}${this.#word()}`;
    this.#parts.store.create({ planId, text, facts });
    return this.#opened(planId);
  }

  /** Six letters and digits. */
  #word(): string {
    return Math.floor(this.#parts.random() * 36 ** 6)
      .toString(36)
      .padStart(6, '0');
  }

  #opened(planId: string): Result<OpenedPlan> {
    const record = this.#kept(planId);
    this.#tell();
    return record.ok ? succeed(openedOf(record.value)) : record;
  }

  #setDeleted(planId: string, deleted: boolean): Result<PlanRow> {
    if (this.#parts.readonly) return fail(READ_ONLY);
    const record = this.#parts.store.get(planId);
    if (record === null) return fail(notFound(planId));
    this.#parts.store.setDeleted(planId, deleted);
    this.#tell();
    return succeed(rowOf({ ...record, deleted }));
  }

  #tell(): void {
    const rows = this.list();
    this.#told = JSON.stringify(rows);
    this.#parts.events.emit('plans.changed', rows);
  }

  #kept(planId: string): Result<PlanRecord> {
    const record = this.#parts.store.get(planId);
    return record === null || record.deleted ? fail(notFound(planId)) : succeed(record);
  }
}

function rowOf({ planId, facts, createdAt, updatedAt, damage }: PlanListing): PlanRow {
  return {
    planId,
    ...facts,
    name: facts.name === '' ? UNNAMED : facts.name,
    createdAt: new Date(createdAt).toISOString(),
    updatedAt: new Date(updatedAt).toISOString(),
    damage: damage ?? null,
  };
}

function openedOf(record: PlanRecord): OpenedPlan {
  return { row: rowOf(record), text: record.text, revision: record.revision };
}

/** The text with another name in it, so that two rows of a list can be told apart; as it is where it has no name. */
async function renamed(reader: TextReader, text: string, taken: readonly string[]): Promise<string> {
  const data = await reader.ask('data', { text });
  const name = data.ok ? Reflect.get(Object(data.value), 'name') : undefined;
  if (typeof name !== 'string') return text;
  const base = name.replace(/ \(copy(?: \d+)?\)$/, '').slice(0, 180);
  let free = `${base} (copy)`;
  for (let nth = 2; taken.includes(free); nth += 1) free = `${base} (copy ${nth})`;
  const edited = await reader.ask('edit', { text, edits: [{ op: 'set', path: ['name'], value: free }] });
  return edited.ok ? edited.value : text;
}

/** A preset's first line points an editor to the schema beside it; beside a copy there is none. */
function withoutSchemaPath(text: string): string {
  return text.replace(/^# yaml-language-server: \$schema=\S*\r?\n/, '');
}

function notFound(planId: string): Failure {
  return testFailure('plan.not_found', `There is no plan ${planId}`, 'The list of plans shows which exist.');
}

const CHANGED_ELSEWHERE = testFailure(
  'plan.changed_elsewhere',
  'The plan was changed in another window meanwhile',
  'Load that text, or keep yours as a copy.',
);

const READ_ONLY: Failure = {
  code: 'storage.read_only',
  side: 'client',
  message: 'The data was written by a newer Plimsoll and is open for reading only, so plans cannot be stored',
  hint: 'Update Plimsoll, or choose another folder with --data-dir.',
};

function badFileName(name: string): Failure {
  return testFailure(
    'plan.file_name',
    `"${name.slice(0, 100)}" cannot be the name of a file of a plan`,
    'Write a relative path without .. and without hidden folders, such as data/users.csv.',
  );
}

const TOO_MANY_FILES = testFailure(
  'plan.too_many_files',
  `A plan can have at most ${MAX_PLAN_FILES} files`,
  'Remove one that is no longer used.',
);
