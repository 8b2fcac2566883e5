import { expect, test } from 'vitest';
import { leftWords } from '../../../../../src/renderer/screens/plans/editor/use-say-left.ts';
import { readFile } from '../../../../../src/renderer/screens/plans/fields/file-chooser.tsx';

const done: unknown[] = [];
const ways = {
  open: (planId: string) => done.push(['open', planId]),
  download: (name: string, text: string) => done.push(['download', name, text]),
};
const FULL = { code: 'storage.disk_full', side: 'client', message: 'The disk is full', hint: 'x' } as const;

test('a text that was left unstored is told of, with the way to it', () => {
  const said = [
    leftWords({ name: 'Shop', text: 't', outcome: 'copied', planId: 'p' }, ways),
    leftWords({ name: 'Shop', text: 't', outcome: 'stuck', failure: FULL }, ways),
    leftWords({ name: '', text: 't', outcome: 'kept' }, ways),
  ];
  for (const { action } of said) action?.run();
  expect(said.map(({ text, action }) => [text, action?.label])).toEqual([
    ['“Shop” could not be saved when you left it. What you wrote is now a separate plan.', 'Open it'],
    [
      '“Shop” is not saved. The disk is full. Saving is retried once Plimsoll can be reached again, as long as this window is open.',
      'Download it',
    ],
    ['The plan is saved now.', undefined],
  ]);
  expect(done).toEqual([
    ['open', 'p'],
    ['download', 'Shop', 't'],
  ]);
});

test('a file is read, or told of by its name', async () => {
  expect(await readFile({ name: 'a.csv' }, async () => 'id')).toEqual({ ok: true, value: 'id' });
  const gone = await readFile({ name: 'folder' }, async () => {
    throw new DOMException('not found', 'NotFoundError');
  });
  expect(gone).toMatchObject({
    ok: false,
    failure: { code: 'file.unreadable', message: 'folder could not be read.' },
  });
});
