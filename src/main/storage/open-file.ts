import { closeSync, openSync } from 'node:fs';

/** Does something with an open file, and closes it. @throws what opening it or the work throws */
export function withFile<Value>(file: string, flags: 'r' | 'r+', work: (handle: number) => Value): Value {
  const handle = openSync(file, flags);
  try {
    return work(handle);
  } finally {
    closeSync(handle);
  }
}
