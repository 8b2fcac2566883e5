import { z } from 'zod';
import { planSchema } from '../../src/contract/plan.ts';

/**
 * The JSON Schema of a plan file, for editors. Written to `resources/plan.schema.json`; a test compares the two.
 * Draft 7, because the YAML language server and most editors stop there.
 */
function planJsonSchema(): object {
  const schema = z.toJSONSchema(planSchema, { io: 'input', target: 'draft-07' });
  return {
    ...schema,
    title: 'Plimsoll plan',
    description:
      'Load for HTTP, WebSocket and SSE services: who sends which requests, how much and how long, and what is good enough.',
  };
}

/** The text of the file. */
export function planJsonSchemaText(): string {
  return `${JSON.stringify(planJsonSchema(), null, 2)}\n`;
}
