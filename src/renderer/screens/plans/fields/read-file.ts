import { fail, type Result, succeed } from '../../../../contract/failure.ts';

/**
 * What a chosen or dropped file holds.
 * @returns failure where the system does not give it: it was moved or changed, it is a folder, or it is closed to us
 */
export async function readFile<T>({ name }: { name: string }, read: () => Promise<T>): Promise<Result<T>> {
  try {
    return succeed(await read());
  } catch {
    return fail({
      code: 'file.unreadable',
      side: 'test',
      message: `${name} could not be read.`,
      hint: 'It may be a folder, have been moved or changed, or be closed to this browser. Choose it again.',
    });
  }
}
