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

/** What is pressed while the heatmap has the keys, for Settings; a test presses each of them. */
export const HEATMAP_KEYS = [
  { keys: [['←↑↓→']], does: 'Move the cursor' },
  { keys: [['Page up'], ['Page down']], does: 'Move it four bands' },
  { keys: [['Shift', '←↑↓→']], does: 'Extend a selection from it' },
  { keys: [['Alt', '←↑↓→']], does: 'Move the selection; with Shift, resize it' },
  { keys: [['Enter'], ['Space']], does: 'Select the cell, or its column' },
  { keys: [['B']], does: 'Begin a second area, to compare with' },
  { keys: [['X']], does: 'Exchange the two' },
  { keys: [['+'], ['−']], does: 'Zoom in, zoom out' },
  { keys: [['0'], ['F']], does: 'Show the whole run, or the selection' },
  { keys: [['Esc']], does: 'Stop a drag, then clear B, then A' },
] as const;
