import type { StepPart } from './shown-protocol.ts';

/** Parts of a request, for every protocol whose steps begin with one. */
export const QUERY: StepPart = {
  name: 'Query',
  rows: [[{ key: 'query', label: 'Query', type: 'pairs', pair: ['parameter', 'limit', '20'] }]],
};
export const HEADERS: StepPart = {
  name: 'Headers',
  rows: [
    [{ key: 'headers', label: 'Headers', type: 'pairs', pair: ['header', 'Accept', 'application/json'] }],
  ],
};
export const BODY: StepPart = { name: 'Body', rows: [[{ key: 'body', label: 'Body', type: 'body' }]] };

/** What the verdict and later steps need of an answer. @param answer as it stands in a sentence: `response` */
export function answerParts(answer: string, judged: string, without: readonly string[] = []): StepPart[] {
  const checked = `${judged} A check says what else it must have.`;
  const extracted = `Nothing is extracted from the ${answer}. Extracted values can be used by later requests as {{ name }}.`;
  return [
    { name: 'Checks', rows: [[{ key: 'checks', label: 'Checks', type: 'checks', none: checked, without }]] },
    {
      name: 'Extract',
      rows: [[{ key: 'extract', label: 'Extract', type: 'extract', none: extracted, without }]],
    },
  ];
}

/** Under which name it is reported, and how long it may take. */
export const NAMED = [
  { key: 'name', label: 'Reported as', type: 'text', placeholder: 'name of the task', wide: true },
  { key: 'timeout', label: 'Timeout', type: 'duration', placeholder: '10s' },
] as const;

/** What a frame or an event does not have. */
export const OF_RESPONSES = ['status', 'header', 'cookie'] as const;
