import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { comparisonSchema, differenceSchema } from '../../src/contract/comparison.ts';
import { GLOSSARY } from '../../src/contract/glossary.ts';
import { seriesDocumentSchema } from '../../src/contract/run-series-schema.ts';
import {
  countsSchema,
  distributionSchema,
  endpointSchema,
  environmentSchema,
  errorRowSchema,
  secondSchema,
  summarySchema,
  trustSchema,
} from '../../src/contract/summary.ts';
import {
  connectionStatesSchema,
  laneSchema,
  secondTimesSchema,
  streamPhaseSchema,
} from '../../src/contract/summary-streams.ts';
import { gradeRowSchema } from '../../src/contract/threshold.ts';
import { planJsonSchemaText } from './plan-schema.ts';

/** Parts that appear many times stand once, by these names. */
const names = z.registry<{ id: string }>();
names.add(distributionSchema, { id: 'distribution' });
names.add(countsSchema, { id: 'counts' });
names.add(endpointSchema, { id: 'endpoint' });
names.add(secondSchema, { id: 'second' });
names.add(secondTimesSchema, { id: 'secondTimes' });
names.add(connectionStatesSchema, { id: 'connections' });
names.add(streamPhaseSchema, { id: 'streamPhase' });
names.add(laneSchema, { id: 'lane' });
names.add(gradeRowSchema, { id: 'grade' });
names.add(errorRowSchema, { id: 'error' });
names.add(environmentSchema, { id: 'environment' });
names.add(trustSchema, { id: 'trust' });
names.add(differenceSchema, { id: 'difference' });

/** Files of the repository that are made from others. A test fails where one is stale. */
export const GENERATED: readonly { readonly path: string; readonly make: () => Promise<string> }[] = [
  {
    path: 'resources/summary.schema.json',
    make: async () =>
      jsonSchema(summarySchema, 'plimsoll.summary/1', 'The result of a run, as `--json` writes it.'),
  },
  {
    path: 'resources/comparison.schema.json',
    make: async () => jsonSchema(comparisonSchema, 'plimsoll.comparison/1', 'Two runs side by side.'),
  },
  {
    path: 'resources/series.schema.json',
    make: async () =>
      jsonSchema(
        seriesDocumentSchema,
        'plimsoll.series/1',
        'Runs taken one after another, of one side or of two in turns, with the verdict.',
      ),
  },
  { path: 'docs/glossary.md', make: async () => glossaryPage() },
  { path: 'resources/plan.schema.json', make: async () => planJsonSchemaText() },
];

function jsonSchema(schema: z.ZodType, title: string, description: string): string {
  const made = z.toJSONSchema(schema, { target: 'draft-2020-12', io: 'output', metadata: names });
  return `${JSON.stringify({ title, description, ...made }, null, 2)}\n`;
}

/** The page as it is, its list of terms made anew: the rest of it is written by hand. */
function glossaryPage(): string {
  const page = readFileSync(new URL('../../docs/glossary.md', import.meta.url), 'utf8');
  const terms = Object.values(GLOSSARY)
    .toSorted(([a], [b]) => a.localeCompare(b, 'en'))
    .map(([name, definition]) => `- **${name}**: ${definition}`);
  const list = `<!-- terms -->\n\n${terms.join('\n')}\n\n<!-- /terms -->`;
  return page.replace(/<!-- terms -->.*<!-- \/terms -->/s, () => list);
}
