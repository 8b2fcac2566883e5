import { expect, test } from 'vitest';
import { fail, testFailure } from '../../../../../src/contract/failure.ts';
import { CauseSearches } from '../../../../../src/main/services/runs/cause-searches.ts';
import type { Storage } from '../../../../../src/main/storage/storage.ts';

test('what cannot be told of causes is a bug that is told, but for what the storage cannot do', async () => {
  const bugs: unknown[] = [];
  const lost = new Error('the disk is gone');
  const failure = testFailure('storage.made', 'The disk is gone.', 'Find it.');
  const storage = { readonly: false, failureOf: (error: unknown) => (error === lost ? failure : null) };
  const searches = new CauseSearches({
    storage: storage as Pick<Storage, 'runs' | 'readonly' | 'failureOf'>,
    causesOf: async () => fail(failure),
    onBug: (error) => bugs.push(error),
  });
  const bug = new Error('made');
  const told: string[] = [];
  const tell = (error: Error | null) => () => {
    told.push('told');
    if (error !== null) throw error;
  };
  await searches.searchAndTell('run', tell(null));
  await searches.searchAndTell('run', tell(lost));
  await searches.searchAndTell('run', tell(bug));
  expect([told.length, bugs]).toEqual([3, [bug]]);
  searches.close();
  await searches.searchAndTell('run', tell(null));
  expect(told).toHaveLength(3);
});
