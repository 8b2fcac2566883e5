/** Writes the files that are made from others: `node test/support/write-generated.ts`. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { GENERATED } from './generated-files.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
for (const { path, make } of GENERATED) {
  const text = await make();
  mkdirSync(dirname(root + path), { recursive: true });
  writeFileSync(root + path, text);
  console.log(`${path}: ${text.length.toLocaleString('en-US')} characters`);
}
