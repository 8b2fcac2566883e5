import { describe, expect, test } from 'vitest';
import { hasTerminal } from '../../../../../src/main/hosts/cli/foreground.ts';
import { listenToKeys } from '../../../../../src/main/hosts/cli/key-input.ts';
import { FakeKeys, FakeOwner } from '../../../../support/fake-keys.ts';

function listening(platform?: string) {
  const keys = new FakeKeys();
  const owner = new FakeOwner(platform);
  const heard: string[] = [];
  const release = listenToKeys(
    keys,
    { onKey: (key) => heard.push(key), onInterrupt: () => heard.push('interrupt') },
    owner,
  );
  return { keys, owner, heard, release };
}

describe('keys of a terminal', () => {
  test('are heard one by one, as they are typed', () => {
    const { keys, heard } = listening();
    expect(keys.isRaw).toBe(true);
    keys.type('+');
    keys.type('h-');
    expect(heard).toEqual(['+', 'h', '-']);
  });

  test('that are more than a character (arrows, F keys) mean nothing', () => {
    const { keys, heard } = listening();
    keys.type('\u001b[A');
    keys.type('\u001bOP');
    keys.type('\u001b');
    expect(heard).toEqual([]);
  });

  test('with Ctrl-C interrupt, and go on being heard', () => {
    const { keys, heard } = listening();
    keys.type('\u0003');
    keys.type('\u0003');
    expect(heard).toEqual(['interrupt', 'interrupt']);
    expect(keys.isRaw).toBe(true);
  });

  test('leave the terminal as it was when they are released, once', () => {
    const { keys, owner, heard, release } = listening();
    release();
    release();
    expect(keys.isRaw).toBe(false);
    expect(keys.asked).toEqual(['raw', 'resume', 'cooked', 'pause', 'pause']);
    keys.type('+');
    expect(heard).toEqual([]);
    expect([owner.listenerCount('exit'), owner.listenerCount('SIGCONT')]).toEqual([0, 0]);
  });

  test('leave it as it was when the process ends without having released them', () => {
    const { keys, owner } = listening();
    owner.emit('exit');
    expect(keys.isRaw).toBe(false);
  });

  test('with Ctrl-Z stop the whole job, and are heard again when it comes back', () => {
    const { keys, owner, heard } = listening();
    keys.type('\u001a');
    expect(owner.killed).toEqual(['0 SIGTSTP']);
    expect(keys.isRaw).toBe(false);
    owner.emit('SIGCONT');
    expect(keys.isRaw).toBe(true);
    keys.type('p');
    expect(heard).toEqual(['p']);
  });

  test('are not asked for by a job that goes on in the background', () => {
    const { keys, owner } = listening();
    keys.type('\u001a');
    owner.foreground = false;
    owner.emit('SIGCONT');
    expect(keys.isRaw).toBe(false);
    expect(keys.asked.at(-1)).toBe('pause');
  });

  test('with Ctrl-Z do nothing where no job can be stopped, and with Ctrl-\\ end the process', () => {
    const { keys, owner } = listening('win32');
    keys.type('\u001a');
    expect([owner.killed, keys.isRaw]).toEqual([[], true]);
    keys.type('\u001c');
    expect([owner.killed, keys.isRaw]).toEqual([['4711 SIGQUIT'], false]);
  });
});

test.each([
  ['12 (node) S 1 12 12 34816 12 4194304', true],
  ['12 (node) S 1 12 12 34816 77 4194304', false],
  ['12 (a ) b) S 1 12 12 34816 12 4194304', true],
  ['12 (node) S 1 12 12 0 -1 4194304', false],
  ['', false],
])('the process of %j has its terminal: %j', (stat, has) => {
  expect(hasTerminal(stat)).toBe(has);
});
