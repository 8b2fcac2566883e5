import { CommanderError } from 'commander';
import pc from 'picocolors';
import { buildProgram } from '../../../../../src/main/hosts/cli/program.ts';
import { findPlaces } from '../../../../../src/main/hosts/places.ts';

const INDEX = new URL('../../../../../src/main/hosts/cli/index.ts', import.meta.url).href;

export interface Said {
  /** Exit code. */
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** A command line in this process, on a terminal that keeps what it is told: for commands that open no data folder. */
export function commandLine(...args: string[]): Promise<Said> {
  return commandLineIn({ columns: null }, ...args);
}

/** The same on a terminal so many columns wide; null: it is none. */
export async function commandLineIn(
  { columns }: { readonly columns: number | null },
  ...args: string[]
): Promise<Said> {
  let out = '';
  let err = '';
  let code = -1;
  const colors = pc.createColors(false);
  const say = (text: string) => {
    out += text;
  };
  const terminal = {
    out: say,
    document: say,
    err: (text: string) => {
      err += text;
    },
    isInteractive: false,
    columns: 80,
    outColumns: columns,
    colors,
    errColors: colors,
  };
  const program = buildProgram({ places: findPlaces(INDEX), terminal }, (ended) => {
    code = ended;
  });
  try {
    await program.parseAsync(['node', 'plimsoll', ...args]);
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    // As the entry of the command does.
    code = error.exitCode === 0 ? 0 : 2;
  }
  return { code, out, err };
}
