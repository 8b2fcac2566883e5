/** What every variable of a named secret begins with. */
export const SECRET_VARIABLE = 'PLIMSOLL_SECRET_';

/** Where a named secret is looked for: `api-key` in `PLIMSOLL_SECRET_API_KEY`. */
export function secretVariable(name: string): string {
  return `${SECRET_VARIABLE}${name.toUpperCase().replace(/[^A-Z0-9]+/g, '_')}`;
}
