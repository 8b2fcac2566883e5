/**
 * What became of a run, in the words that stand wherever a run is listed. `passed`: every grade is within the gate and
 * most of it went well. `failed`: a grade is beyond the gate, or most of it went wrong. `not gradable`: what it was to
 * show could not be judged; such a run does not pass either.
 */
export const OUTCOMES = ['passed', 'failed', 'not gradable'] as const;
export type Outcome = (typeof OUTCOMES)[number];
