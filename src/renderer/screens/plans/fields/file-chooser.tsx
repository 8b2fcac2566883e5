import { useRef } from 'react';
import { fail, type Result, succeed } from '../../../../contract/failure.ts';

/** Lets the user choose a file. @param accept ends of names, separated by commas */
export function useFileChooser(label: string, onFile: (file: File) => void, accept?: string) {
  const input = useRef<HTMLInputElement>(null);
  /** The field itself, which nobody sees. */
  const chooser = (
    <input
      ref={input}
      type="file"
      className="visually-hidden"
      tabIndex={-1}
      aria-label={label}
      accept={accept}
      onChange={({ target }) => {
        const file = target.files?.[0];
        if (file !== undefined) onFile(file);
        target.value = '';
      }}
    />
  );
  return { choose: () => input.current?.click(), chooser };
}

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
