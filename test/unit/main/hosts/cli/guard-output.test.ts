import { execFile } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { guardOutput } from '../../../../../src/main/hosts/cli/guard-output.ts';

function ownerOf() {
  const said = { out: '', err: '' };
  const keep = (place: 'out' | 'err', text: string) => {
    said[place] += text;
  };
  const owner = {
    stdout: { on: () => undefined, write: (text: string) => keep('out', text) },
    stderr: { on: () => undefined, write: (text: string) => keep('err', text) },
    exitCode: undefined as number | undefined,
  };
  return { said, owner };
}

describe('a document for a standard output that is closed', () => {
  it('is told once as lost, and does not end with 0', () => {
    const { said, owner } = ownerOf();
    const output = guardOutput(owner, () => true);
    output.document('{}');
    output.document('{}');
    output.end(0);
    expect([said.out, owner.exitCode]).toEqual(['', 2]);
    expect(said.err).toBe(
      'plimsoll: Standard output could not be written: it is closed. Send it elsewhere, or name a file.\n',
    );
    output.end(1);
    expect(owner.exitCode).toBe(1);
  });

  it.skipIf(process.platform === 'win32')('is told from one that is thrown away', async () => {
    const file = new URL('../../../../../src/main/hosts/cli/guard-output.ts', import.meta.url).href;
    const script = `const { guardOutput } = await import('${file}'); const o = guardOutput(process); o.document('{}'); o.end(0);`;
    const codeOf = (redirection: string) =>
      new Promise((resolve) => {
        const words = [process.execPath, script];
        execFile('sh', ['-c', `"$0" --input-type=module -e "$1" ${redirection}`, ...words], (error) =>
          resolve(error?.code ?? 0),
        );
      });
    expect(await Promise.all([codeOf('>&-'), codeOf('>/dev/null'), codeOf('| cat')])).toEqual([2, 0, 0]);
  });
});
