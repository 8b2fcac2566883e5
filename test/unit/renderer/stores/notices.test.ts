import { expect, test } from 'vitest';
import { createNoticesStore } from '../../../../src/renderer/stores/notices.ts';

test('keeps the newest three and lets each be dismissed', () => {
  const store = createNoticesStore();
  for (const text of ['one', 'two', 'three', 'four']) store.getState().say(text);
  expect(store.getState().notices.map((notice) => notice.text)).toEqual(['two', 'three', 'four']);
  store.getState().dismiss(store.getState().notices[1]?.id ?? 0);
  expect(store.getState().notices.map((notice) => notice.text)).toEqual(['two', 'four']);
});

test('says a failure with its way out', () => {
  const store = createNoticesStore();
  store.getState().complain({ code: 'x.y', side: 'client', message: 'It broke.', hint: 'Mend it.' });
  expect(store.getState().notices[0]).toMatchObject({ text: 'It broke.', detail: 'Mend it.', tone: 'bad' });
});

test('what offers the only way to something stays, whatever is said after it', () => {
  const store = createNoticesStore();
  store.getState().say('not saved', { label: 'Download it', run: () => {} }, true);
  for (const text of ['one', 'two', 'three', 'four']) store.getState().say(text);
  expect(store.getState().notices.map(({ text, stays }) => [text, stays])).toEqual([
    ['not saved', true],
    ['two', false],
    ['three', false],
    ['four', false],
  ]);
});

test('what was brought back some other way is no longer offered, and what is left still is', () => {
  const store = createNoticesStore();
  const texts = () => store.getState().notices.map(({ text }) => text);
  store.getState().say('Deleted “a”.', { label: 'Undo', run: () => {}, about: ['a'] });
  store.getState().say('Deleted 2 runs.', { label: 'Undo', run: () => {}, about: ['b', 'c'] });
  store.getState().settled('a');
  expect(texts()).toEqual(['Deleted 2 runs.']);
  store.getState().settled('b');
  expect(texts()).toEqual(['Deleted 2 runs.']);
  store.getState().settled('c');
  expect(texts()).toEqual([]);
});
