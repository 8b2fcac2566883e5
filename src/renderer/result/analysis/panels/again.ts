import { shellQuoted } from '../../../../contract/shell-word.ts';

/** What a command is made of, as `curl-command.ts` writes it: escaped signs, quoted texts, and variables for secrets. */
const PIECE = /\\[\s\S]|'[^']*'|"\$([A-Za-z_]\w*)"/g;

/** Names of the secrets that a command needs. */
export function variablesOf(curl: string): readonly string[] {
  return [...new Set([...curl.matchAll(PIECE)].flatMap(([, name]) => name ?? []))];
}

/** The command with texts in the place of its variables, quoted so that nothing of them is run. */
export function filledCurl(curl: string, texts: Readonly<Record<string, string>>): string {
  return curl.replace(PIECE, (piece, name: string | undefined) =>
    name !== undefined && Object.hasOwn(texts, name) ? shellQuoted(texts[name] ?? '') : piece,
  );
}
