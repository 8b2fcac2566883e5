import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { GENERATED } from '../../support/generated-files.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));

test.each(GENERATED)(
  '$path is what its sources make: else run node test/support/write-generated.ts',
  async (file) => {
    const made = await file.make();
    // Not toBe: the difference of two such texts would fill the screen.
    expect(readFileSync(root + file.path, 'utf8') === made).toBe(true);
  },
);
