import { jsonTemplate } from '../../../../workers/engine/values/json-template.ts';

/** A frame of a plan as a text template: text as it is, JSON as JSON. */
export function frameText(frame: unknown): string {
  if (typeof frame === 'string') return frame;
  const template = jsonTemplate(frame);
  // The plan has been checked: every template in it parses.
  return template.ok ? template.value : JSON.stringify(frame);
}
