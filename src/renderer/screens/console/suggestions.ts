const MAX_REMEMBERED = 8;

/** What was sent before, the latest first, each once. */
export function remembered(sent: readonly string[], text: string): readonly string[] {
  return [text, ...sent.filter((one) => one !== text)].slice(0, MAX_REMEMBERED);
}

/** First words for the streaming service of the workspace; other services speak their own language. */
export function suggestionsFor(url: string): readonly string[] {
  if (!/\/ws\/stream(?:\?|$)/.test(url.trim())) return [];
  return [
    '{"action":"subscribe","data":{"topics":["pricing.updates"],"filters":{"commodity":"oil"}}}',
    '{"action":"ping","data":{}}',
  ];
}
