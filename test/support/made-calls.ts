import type {
  ForeignCalls,
  ForeignFunction,
  ForeignValue,
} from '../../src/workers/target-watch/processes/foreign-calls.ts';

export type MadeFunction = (...values: ForeignValue[]) => number;

export interface MadeCalls extends ForeignCalls {
  /** What was declared, as in C. */
  readonly prototypes: string[];
  /** Names of libraries. */
  readonly libraries: Set<string>;
  /** Which functions were called, in order. */
  readonly called: string[];
}

/** Functions of a system that is not this one: those that are given, the last of a name; each
 * other one answers 0. */
export function madeCalls(functions: readonly (readonly [name: string, made: MadeFunction])[]): MadeCalls {
  const made = new Map(functions);
  const calls: MadeCalls = {
    prototypes: [],
    libraries: new Set(),
    called: [],
    declare(library, prototype): ForeignFunction {
      calls.prototypes.push(prototype);
      calls.libraries.add(library);
      const name = /(\w+)\(/.exec(prototype)?.[1] ?? '';
      return (...values) => {
        calls.called.push(name);
        // As the real ones: what is too few or too many arguments is not called.
        if (values.length !== argumentsOf(prototype)) throw new Error(`${name} takes other arguments`);
        return made.get(name)?.(...values) ?? 0;
      };
    },
  };
  return calls;
}

function argumentsOf(prototype: string): number {
  const list = /\((.*)\)$/.exec(prototype)?.[1] ?? '';
  return list === '' ? 0 : list.split(',').length;
}

/** Memory that was passed to be written. */
export function memoryOf(value: ForeignValue | undefined): Buffer {
  if (!Buffer.isBuffer(value)) throw new Error('no memory was passed');
  return value;
}
