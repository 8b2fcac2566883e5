/** Addresses inside the workbench, after the `#`. Deep links: a run and a view of it can be bookmarked and sent. */
export const RUN_TABS = [
  'summary',
  'grades',
  'endpoints',
  'charts',
  'errors',
  'streams',
  'environment',
] as const;
export type RunTab = (typeof RUN_TABS)[number];

export const paths = {
  home: '/',
  runs: '/runs',
  services: '/services',
  settings: '/settings',
  live: (runId: string) => `/live/${encodeURIComponent(runId)}`,
  run: (runId: string, tab: RunTab = 'summary') =>
    `/runs/${encodeURIComponent(runId)}${tab === 'summary' ? '' : `/${tab}`}`,
  compare: (a?: string, b?: string) =>
    a === undefined
      ? '/compare'
      : `/compare/${encodeURIComponent(a)}${b === undefined ? '' : `/${encodeURIComponent(b)}`}`,
} as const;

/** Where a click on a run leads: to its charts while it runs, to its result afterwards. */
export function pathOfRun(row: { readonly runId: string; readonly state: string }): string {
  return row.state === 'running' ? paths.live(row.runId) : paths.run(row.runId);
}

export function isRunTab(text: string | undefined): text is RunTab {
  return RUN_TABS.some((tab) => tab === text);
}
