import pc from 'picocolors';
import { describe, expect, it } from 'vitest';
import type { TargetChecks } from '../../../../../src/contract/target-checks.ts';
import { printChecks } from '../../../../../src/main/hosts/cli/print-target-checks.ts';
import { unusedPort } from '../../../../support/ports.ts';
import { commandLine } from './command-line.ts';
import { serverAndFolder } from './server-and-folder.ts';

const made = serverAndFolder();

const doctor = (...words: string[]) => commandLine('doctor', ...words, '--data-dir', made.dir.path);

describe('plimsoll doctor --target', () => {
  it('ends with 0 where nothing is wrong, and has every check as JSON', async () => {
    const { code, out } = await doctor('--target', `${made.server.url}/x`, '--json', '-');
    const { rows } = JSON.parse(out) as TargetChecks;
    expect(code).toBe(0);
    expect(rows.find(({ check }) => check === 'health')?.sentence).toBe('GET /x: responded with 200.');
  });

  it('takes a service by its name, and ends with 3 where a check failed', async () => {
    const port = await unusedPort();
    await commandLine('services', 'add', 'shop', `http://127.0.0.1:${port}`, '--data-dir', made.dir.path);
    const { code, out } = await doctor('--target', 'shop');
    expect(code).toBe(3);
    expect(out).toContain(`http://127.0.0.1:${port}\n`);
    // Where other tests of the process met many addresses before, a failure no longer names its own.
    expect(out).toMatch(/^ {2}failed {2}TCP connection {10}The connection was refused(: [\d.:]+)?\.$/m);
    expect(out).toContain(`nc -vz -w 3 127.0.0.1 ${port}\n`);
  });

  it.each([
    [['--target', 'nowhere'], /^plimsoll: There is no service nowhere\./],
    [['--target', 'ftp://127.0.0.1'], /^plimsoll: "ftp:\/\/127\.0\.0\.1" is not an address\./],
    [['--bearer', 'x'], /^plimsoll: doctor looks at a plan or at a target/],
    [['smoke', '--target', 'shop'], /^plimsoll: doctor looks at a plan or at a target/],
  ])('%j: one sentence, exit 2', async (words, sentence) => {
    const { code, err } = await doctor(...words);
    expect(code).toBe(2);
    expect(err).toMatch(sentence);
  });
});

it('a check has a line each for what it found, what to do, and how to do it by hand', () => {
  const row = { check: 'tcp', title: 'TCP connection', figure: '', wayOut: '', command: null } as const;
  const text = printChecks(
    {
      target: 'https://shop.example',
      checkedAt: '2026-11-30T12:00:00.000Z',
      tookMs: 12.34,
      rows: [
        {
          ...row,
          state: 'warn',
          figure: 'TLSv1.3',
          sentence: 'It ends soon.',
          wayOut: 'Renew it.',
          command: 'openssl',
        },
        { ...row, state: 'not here', sentence: 'Nothing.', command: 'hidden' },
      ],
    },
    { colors: pc.createColors(false), outColumns: null },
  );
  expect(text).toBe(`https://shop.example
  warn    TCP connection  TLSv1.3. It ends soon.
                          Renew it.
                          openssl
  –       TCP connection  Nothing.
  in 12.3 ms
`);
});
