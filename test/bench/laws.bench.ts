/** `npm run bench laws`: every law on all of its random cases, where `npm test` tries a share of the long ones. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const { status } = spawnSync(
  'vitest',
  ['run', '--project', 'check', '--testTimeout=600000', 'test/laws', 'ending-orders'],
  { cwd: root, stdio: 'inherit', env: { ...process.env, PLIMSOLL_LAWS: 'full' } },
);
process.exit(status ?? 1);
