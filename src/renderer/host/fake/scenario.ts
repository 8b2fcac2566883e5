/** What the demo should show: chosen in the address of the page, `?scenario=many&speed=4`. */
export interface Scenario {
  readonly name:
    | 'demo'
    | 'empty'
    | 'many'
    | 'wide'
    | 'live'
    | 'live-wide'
    | 'live-long'
    | 'fail'
    | 'slow'
    | 'lost'
    | 'refused';
  /** Seconds of a run per second of the clock. */
  readonly speed: number;
}

const NAMES: readonly Scenario['name'][] = [
  'demo',
  'empty',
  'many',
  'wide',
  'live',
  'live-wide',
  'live-long',
  'fail',
  'slow',
  'lost',
  'refused',
];

export function scenarioOf(search: URLSearchParams): Scenario {
  const wanted = search.get('scenario');
  const speed = Number(search.get('speed') ?? '1');
  return {
    name: NAMES.find((name) => name === wanted) ?? 'demo',
    speed: speed > 0 && speed <= 1_000 ? speed : 1,
  };
}
