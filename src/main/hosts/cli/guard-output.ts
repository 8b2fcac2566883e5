import { fstatSync, readSync, statSync } from 'node:fs';
import { EXIT, type ExitCode } from '../../../contract/failure.ts';

interface OutputStream {
  on(event: 'error', listener: (error: Error) => void): unknown;
  write(text: string): unknown;
}

/** What is guarded of a process; the process itself, outside tests. */
export interface OutputProcess {
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  exitCode?: number | string | null | undefined;
}

export interface GuardedOutput {
  /** Writes a document that was asked for. */
  document(text: string): void;
  /** Sets the exit code, unless a result was lost. */
  end(code: ExitCode): void;
}

/**
 * A reader that goes away (`| head`) ends the output, not the program, and is nobody's fault. Any other trouble with
 * standard output is a result that was lost: it is said once, and the program does not end with 0. A verdict's own code
 * stays what it is. Where standard error does not work, nobody can be told.
 *
 * A document for which standard output is closed is lost as well; text for people then has nobody to read it.
 */
export function guardOutput(owner: OutputProcess, isClosed = isStdoutClosed): GuardedOutput {
  let lost = false;
  const lose = (why: string) => {
    if (lost) return;
    lost = true;
    owner.stderr.write(
      `plimsoll: Standard output could not be written: ${why}. Send it elsewhere, or name a file.\n`,
    );
    owner.exitCode = owner.exitCode || EXIT.usage;
  };
  owner.stderr.on('error', () => undefined);
  owner.stdout.on('error', (error) => {
    const code = 'code' in error ? String(error.code) : '';
    if (code === 'EPIPE') return;
    const why = code === 'ENOSPC' ? 'no space is left there' : code === '' ? error.message : code;
    lose(why);
  });
  return {
    document(text) {
      if (isClosed()) lose('it is closed');
      else owner.stdout.write(text);
    },
    end(code) {
      owner.exitCode = code === EXIT.passed && lost ? EXIT.usage : code;
    },
  };
}

/**
 * Node puts the null device in place of a standard output that is closed, for reading and writing; `> /dev/null` opens it
 * for writing alone. Programs that start this one with a null device of both kinds cannot be told from a closed output.
 */
function isStdoutClosed(): boolean {
  try {
    const stat = fstatSync(1);
    if (!stat.isCharacterDevice() || stat.rdev !== statSync('/dev/null').rdev) return false;
    return readSync(1, Buffer.alloc(1)) === 0;
  } catch (error) {
    // Windows has no such device; what is open for writing alone cannot be read.
    return error instanceof Error && 'syscall' in error && error.syscall === 'fstat';
  }
}
