/** Letters that do something anywhere on the analysis of a run. Who listens reads them here, and so do Settings and palette. */
export const ANALYSIS_KEYS = {
  why: { key: 'w', does: 'Go to Why is it slow?' },
  requests: { key: 'r', does: 'Go to the list of requests' },
  next: { key: 'j', does: 'Open the next request' },
  previous: { key: 'k', does: 'Open the previous request' },
  curl: { key: 'c', does: 'Copy the open request as cURL' },
  link: { key: 'l', does: 'Copy a link to this view' },
  marker: { key: 'm', does: 'Mark a moment' },
  table: { key: 't', does: 'Show the heatmap as a table' },
} as const satisfies Record<string, { readonly key: string; readonly does: string }>;
export type AnalysisKey = keyof typeof ANALYSIS_KEYS;
