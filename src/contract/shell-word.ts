/** A word in quotes within which a shell of POSIX reads nothing but its end. */
export function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** The same, bare where that means the same. */
export function shellWord(text: string): string {
  return /^[\w.:/-]+$/.test(text) ? text : shellQuoted(text);
}
