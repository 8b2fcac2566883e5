const MOST = 50;
const LONGEST = 60;

/** Tags from a comma-separated line: trimmed, without doubles, within the limits of the wire. */
export function parseTags(text: string): string[] {
  const tags = text
    .split(',')
    .map((tag) => tag.trim().slice(0, LONGEST))
    .filter((tag) => tag !== '');
  return [...new Set(tags)].slice(0, MOST);
}
