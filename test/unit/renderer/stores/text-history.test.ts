import { describe, expect, it } from 'vitest';
import { NO_HISTORY, redo, remember, undo } from '../../../../src/renderer/stores/text-history.ts';

const texts = (history: typeof NO_HISTORY) => history.past.map((step) => step.text);

describe('a history of texts', () => {
  it('joins steps of one kind within a second, and no others', () => {
    let history = remember(NO_HISTORY, 'a', { kind: 'type', at: 0 });
    history = remember(history, 'ab', { kind: 'type', at: 900 });
    history = remember(history, 'abc', { kind: 'type', at: 1_800 });
    expect(texts(history)).toEqual(['a']);
    history = remember(history, 'abcd', { kind: 'type', at: 2_801 });
    history = remember(history, 'abcde', { kind: 'load.users', at: 2_900 });
    history = remember(history, 'f', { kind: '', at: 2_901 });
    history = remember(history, 'g', { kind: '', at: 2_902 });
    expect(texts(history)).toEqual(['a', 'abcd', 'abcde', 'f', 'g']);
  });

  it('goes back and forth through the same texts', () => {
    const history = remember(remember(NO_HISTORY, 'one', { kind: '', at: 0 }), 'two', { kind: '', at: 5 });
    const back = undo(history, 'three');
    expect(back?.text).toBe('two');
    const further = undo(back?.history ?? NO_HISTORY, 'two');
    expect(further?.text).toBe('one');
    expect(undo(further?.history ?? NO_HISTORY, 'one')).toBe(null);
    const forth = redo(further?.history ?? NO_HISTORY, 'one');
    expect(forth?.text).toBe('two');
    expect(redo(forth?.history ?? NO_HISTORY, 'two')?.text).toBe('three');
  });

  it('forgets what was undone once something new is written, and does not join that to what was redone', () => {
    const history = remember(NO_HISTORY, 'one', { kind: 'type', at: 0 });
    const back = undo(history, 'two')?.history ?? NO_HISTORY;
    expect(remember(back, 'one', { kind: 'type', at: 10 }).future).toEqual([]);
    const forth = redo(back, 'one')?.history ?? NO_HISTORY;
    expect(texts(remember(forth, 'two', { kind: 'type', at: 20 }))).toEqual(['one', 'two']);
  });

  it('keeps five hundred steps, fewer of long texts, and always the last', () => {
    let history = NO_HISTORY;
    for (let at = 0; at < 600; at += 1) history = remember(history, String(at), { kind: '', at });
    expect([history.past.length, history.past[0]?.text]).toEqual([500, '100']);
    const long = 'x'.repeat(9_000_000);
    for (let at = 0; at < 4; at += 1) history = remember(history, long + at, { kind: '', at });
    expect(history.past.length).toBe(2);
    expect(remember(NO_HISTORY, 'y'.repeat(30_000_000), { kind: '', at: 0 }).past.length).toBe(1);
  });
});
