/** Addresses inside the workbench, after the `#`. Deep links: a run and a view of it can be bookmarked and sent. */
export const RUN_TABS = [
  'summary',
  'analysis',
  'grades',
  'endpoints',
  'charts',
  'errors',
  'streams',
  'environment',
] as const;
export type RunTab = (typeof RUN_TABS)[number];

/** Parts of the plan editor. */
export const PLAN_TABS = ['requests', 'load', 'bounds', 'values', 'about'] as const;
export type PlanTab = (typeof PLAN_TABS)[number];

export const paths = {
  home: '/',
  plans: '/plans',
  plan: (planId: string, tab: PlanTab = 'requests') =>
    `/plans/${encodeURIComponent(planId)}${tab === 'requests' ? '' : `/${tab}`}`,
  presetPlan: (name: string, tab: PlanTab = 'requests') =>
    `/presets/${encodeURIComponent(name)}${tab === 'requests' ? '' : `/${tab}`}`,
  runs: '/runs',
  /** What was deleted, runs and plans. */
  bin: '/bin',
  services: '/services',
  console: (url?: string) => (url === undefined ? '/console' : `/console/${encodeURIComponent(url)}`),
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

export function isPlanTab(text: string | undefined): text is PlanTab {
  return PLAN_TABS.some((tab) => tab === text);
}

export function isRunTab(text: string | undefined): text is RunTab {
  return RUN_TABS.some((tab) => tab === text);
}

/** A part of an address as it was before it was encoded; text that is no encoding of anything stays as it is. */
export function decodePart(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
