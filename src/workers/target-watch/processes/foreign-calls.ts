import { createRequire } from 'node:module';

/** What a function of C takes: memory is passed as a buffer, which it reads or writes in place; null is no memory. */
export type ForeignValue = number | bigint | Buffer | null;
export type ForeignFunction = (...values: readonly ForeignValue[]) => number;

/** Functions of the system's own libraries, some 0.2 µs a call. */
export interface ForeignCalls {
  /**
   * @param library name or path: `kernel32.dll`
   * @param prototype as in C, with numbers and `void *` alone: `int proc_listallpids(void *buffer, int bytes)`
   * @throws where the library or the function is not there
   */
  declare(library: string, prototype: string): ForeignFunction;
}

/**
 * The one door to koffi, and opened only by systems that need it: Linux has files for all this.
 * @returns null: this machine has no binary of it, or does not let it in
 */
export function loadForeignCalls(): ForeignCalls | null {
  try {
    // Not `import`: who asks cannot wait, and a bundler leaves this alone.
    const koffi: typeof import('koffi') = createRequire(import.meta.url)('koffi');
    const libraries = new Map<string, ReturnType<typeof koffi.load>>();
    return {
      declare(library, prototype) {
        const loaded = libraries.get(library) ?? koffi.load(library);
        libraries.set(library, loaded);
        const call = loaded.func(prototype);
        return (...values) => Number(call(...values));
      },
    };
  } catch {
    return null;
  }
}
