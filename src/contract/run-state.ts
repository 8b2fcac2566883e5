/**
 * States of a run and what may follow:
 *
 * | state       | means                                               | next |
 * |-------------|-----------------------------------------------------|------|
 * | running     | a live process holds its lease                      | completed, stopped, failed, interrupted |
 * | completed   | the plan ran to its end                             | none |
 * | stopped     | a person, a signal or a stop rule ended it early    | none |
 * | failed      | a load thread crashed or the run could not go on    | none |
 * | interrupted | its process vanished; data to the last commit       | none |
 */
export const RUN_STATES = ['running', 'completed', 'stopped', 'failed', 'interrupted'] as const;
export type RunState = (typeof RUN_STATES)[number];

export const PURPOSES = ['validation', 'capacity', 'benchmark', 'stress'] as const;
export type Purpose = (typeof PURPOSES)[number];
