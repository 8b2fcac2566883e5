/** Why a token is not accepted. */
export type TokenProblem = 'missing' | 'too_long' | 'expired' | 'revoked' | 'invalid';

/** Real tokens are a kilobyte or two; longer ones are refused before they are looked at. */
const MAX_TOKEN_CHARS = 8_192;

/**
 * The sample services accept any token, except those that say of themselves what is wrong with them
 * (`expired…`, `revoked…`, `invalid…`): so every way to fail can be tried without a key.
 */
export function tokenProblem(token: string | undefined): TokenProblem | undefined {
  if (token === undefined || token === '') return 'missing';
  if (token.length > MAX_TOKEN_CHARS) return 'too_long';
  if (token.startsWith('expired')) return 'expired';
  if (token.startsWith('revoked')) return 'revoked';
  return token.startsWith('invalid') ? 'invalid' : undefined;
}

/** The token of an `Authorization: Bearer …` header; `undefined` when there is none, empty for another scheme. */
export function bearerToken(authorization: string | undefined): string | undefined {
  if (authorization === undefined) return undefined;
  const match = /^bearer +(\S+) *$/i.exec(authorization);
  return match?.[1] ?? '';
}

/** The `token` of a query string, decoded; `undefined` when it is absent. */
export function queryToken(query: string): string | undefined {
  return new URLSearchParams(query).get('token') ?? undefined;
}
