/** Addresses inside the workbench, after the `#`. Deep links: a run and a view of it can be bookmarked and sent. */
export const RUN_TABS = [
  'capacity',
  'summary',
  'analysis',
  'grades',
  'endpoints',
  'charts',
  'target',
  'errors',
  'streams',
  'environment',
] as const;
export type RunTab = (typeof RUN_TABS)[number];

/** Parts of the plan editor. */
export const PLAN_TABS = ['requests', 'load', 'bounds', 'values', 'about'] as const;
export type PlanTab = (typeof PLAN_TABS)[number];

/** What a search for capacity is of, as an address names it. */
export const CAPACITY_SUBJECTS = ['plan', 'preset', 'url', 'run'] as const;
export interface CapacitySubject {
  readonly kind: (typeof CAPACITY_SUBJECTS)[number];
  /** Id of a plan or run, name of a preset, or the address. */
  readonly name: string;
}

export const paths = {
  home: '/',
  plans: '/plans',
  plan: (planId: string, tab: PlanTab = 'requests') =>
    `/plans/${encodeURIComponent(planId)}${tab === 'requests' ? '' : `/${tab}`}`,
  presetPlan: (name: string, tab: PlanTab = 'requests') =>
    `/presets/${encodeURIComponent(name)}${tab === 'requests' ? '' : `/${tab}`}`,
  runs: '/runs',
  series: (seriesId: string) => `/series/${encodeURIComponent(seriesId)}`,
  /** What was deleted, runs and plans. */
  bin: '/bin',
  services: '/services',
  console: (url?: string) => (url === undefined ? '/console' : `/console/${encodeURIComponent(url)}`),
  settings: '/settings',
  live: (runId: string) => `/live/${encodeURIComponent(runId)}`,
  /** Without a tab it shows its first one. */
  run: (runId: string, tab?: RunTab) =>
    `/runs/${encodeURIComponent(runId)}${tab === undefined ? '' : `/${tab}`}`,
  /** How much it can carry; of a plan, a preset, an address or an earlier search where one is named. */
  capacity: (of?: CapacitySubject) =>
    of === undefined ? '/capacity' : `/capacity/${of.kind}/${encodeURIComponent(of.name)}`,
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
