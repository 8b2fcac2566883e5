import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HostileReport } from './hostile-child.ts';
import { HOSTILE_FILES } from './hostile-files.ts';

/** Processes of their own read them, forbidden to open anything but the program and the plan's folder. */
const root = mkdtempSync(join(tmpdir(), 'plimsoll-hostile-'));
const folder = join(root, 'plan');
const checkout = fileURLToPath(new URL('../../../../../', import.meta.url));
/** A process keeps the memory it once had: few files per process, so that what it had is theirs. */
const GROUP = 8;
const reports: HostileReport[] = [];
const fates = () => reports.flatMap((report) => report.fates);

beforeAll(() => {
  mkdirSync(folder);
  writeFileSync(join(root, 'outside.csv'), 'secret\n1\n');
  symlinkSync(join(root, 'outside.csv'), join(folder, 'link.csv'));
  const child = fileURLToPath(new URL('hostile-child.ts', import.meta.url));
  const allowed = [checkout, folder].map((path) => `--allow-fs-read=${path}`);
  const options = [
    '--permission',
    ...allowed,
    '--expose-gc',
    '--disable-warning=ExperimentalWarning',
    child,
    folder,
  ];
  for (let from = 0; from < HOSTILE_FILES.length; from += GROUP) {
    const args = [...options, String(from), String(from + GROUP)];
    const text = execFileSync(process.execPath, args, { encoding: 'utf8', maxBuffer: 16 * 1_048_576 });
    reports.push(JSON.parse(text) as HostileReport);
  }
}, 120_000);
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('hostile files', () => {
  it('are eighty or more', () => {
    expect(HOSTILE_FILES.length).toBeGreaterThanOrEqual(80);
    expect(new Set(HOSTILE_FILES.map((file) => file.name)).size).toBe(HOSTILE_FILES.length);
  });

  it('are each refused as they should be, or taken harmlessly', () => {
    const outcomes = Object.fromEntries(fates().map((fate) => [fate.name, fate.outcome]));
    expect(outcomes).toEqual(Object.fromEntries(HOSTILE_FILES.map((file) => [file.name, file.outcome])));
  });

  it('are refused with a sentence that is short and one line', () => {
    const refused = fates().filter((fate) => fate.outcome !== 'harmless');
    expect(refused.filter((fate) => !/^[^\n]{10,400}$/.test(fate.sentence)).map((fate) => fate.name)).toEqual(
      [],
    );
  });

  it('take less than two seconds each, and all together less than 256 MiB', () => {
    expect(
      fates()
        .filter((fate) => fate.cpuMs >= 2_000)
        .map((fate) => `${fate.name}: ${fate.cpuMs} ms`),
    ).toEqual([]);
    for (const { peakRssMiB } of reports) expect(peakRssMiB).toBeLessThan(256);
  });

  it('open no file outside, ask no network, and change no prototype', () => {
    // A read outside would have been denied, and the denial would stand in a sentence.
    expect(
      fates()
        .filter((fate) => /ACCESS_DENIED/.test(fate.sentence))
        .map((fate) => fate.name),
    ).toEqual([]);
    for (const { networkCalls, polluted } of reports) expect([networkCalls, polluted]).toEqual([0, false]);
  });
});
