import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What a compiler of C says of the structures in `c-structures/`. */
export interface CompiledStructures {
  readonly sizes: Readonly<Record<string, number>>;
  readonly offsets: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** Structures that the program filled, by name. */
  readonly samples: ReadonlyMap<string, Buffer>;
}

/** Whether there is a compiler: else what it would say cannot be known. */
export function hasCompiler(): boolean {
  return process.platform !== 'win32' && spawnSync('cc', ['--version']).status === 0;
}

/** @param system name of its file @throws where it does not compile */
export function compileStructures(system: 'mac' | 'windows'): CompiledStructures {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-c-'));
  try {
    const source = fileURLToPath(new URL(`c-structures/${system}.c`, import.meta.url));
    const program = join(folder, 'structures');
    const compiled = spawnSync('cc', ['-Wall', '-Werror', '-o', program, source], { encoding: 'utf8' });
    if (compiled.status !== 0) throw new Error(compiled.stderr);
    return parse(spawnSync(program, { encoding: 'utf8' }).stdout);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function parse(text: string): CompiledStructures {
  const sizes: Record<string, number> = {};
  const offsets: Record<string, Record<string, number>> = {};
  const samples = new Map<string, Buffer>();
  for (const line of text.trim().split('\n')) {
    const [kind, struct = '', name = '', offset = ''] = line.split(' ');
    if (kind === 'sample') samples.set(struct, Buffer.from(name, 'hex'));
    if (kind === 'size') {
      sizes[struct] = Number(name);
      offsets[struct] = {};
    }
    if (kind === 'field') offsets[struct] = { ...offsets[struct], [name]: Number(offset) };
  }
  return { sizes, offsets, samples };
}
