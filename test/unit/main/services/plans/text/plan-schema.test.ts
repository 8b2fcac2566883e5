import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { PRESETS } from '../../../../../../src/main/services/plans/library/presets.ts';
import { planJsonSchemaText } from '../../../../../support/plan-schema.ts';
import { PRESETS_DIR, RESOURCES_DIR } from '../support.ts';

it('is the schema that plans are read with; test/support/write-generated.ts writes it', () => {
  const file = readFileSync(join(RESOURCES_DIR, 'plan.schema.json'), 'utf8');
  expect(file).toBe(planJsonSchemaText());
});

it('is named by every preset, so that editors help with them', () => {
  for (const { name } of PRESETS) {
    const text = readFileSync(join(PRESETS_DIR, `${name}.yaml`), 'utf8');
    expect(text.split('\n')[0]).toBe('# yaml-language-server: $schema=../plan.schema.json');
  }
});
