import { EXIT, type ExitCode } from '../../../contract/failure.ts';

/** What is guarded of a process; the process itself, outside tests. */
export interface OutputProcess {
  readonly stdout: { on(event: 'error', listener: (error: Error) => void): unknown };
  readonly stderr: {
    on(event: 'error', listener: (error: Error) => void): unknown;
    write(text: string): unknown;
  };
  exitCode?: number | string | null | undefined;
}

/**
 * A reader that goes away (`| head`) ends the output, not the program, and is nobody's fault. Any other trouble with
 * standard output is a result that was lost: it is said once, and the program does not end with 0. A verdict's own code
 * stays what it is. Where standard error does not work, nobody can be told.
 */
export function guardOutput(owner: OutputProcess): { end(code: ExitCode): void } {
  let lost = false;
  owner.stderr.on('error', () => undefined);
  owner.stdout.on('error', (error) => {
    const code = 'code' in error ? String(error.code) : '';
    if (lost || code === 'EPIPE') return;
    lost = true;
    const why = code === 'ENOSPC' ? 'no space is left there' : code === '' ? error.message : code;
    owner.stderr.write(
      `plimsoll: Standard output could not be written: ${why}. Send it elsewhere, or name a file.\n`,
    );
    owner.exitCode = owner.exitCode || EXIT.usage;
  });
  return {
    end(code) {
      owner.exitCode = code === EXIT.passed && lost ? EXIT.usage : code;
    },
  };
}
