import { describe, expect, it } from 'vitest';
import { createSessions } from '../../../../../src/main/hosts/web/session.ts';

describe('one-time codes', () => {
  it('become a token once', () => {
    const sessions = createSessions(() => 0);
    const code = sessions.issueCode();
    const token = sessions.exchange(code);
    expect(token).toHaveLength(43);
    expect(sessions.isValid(token ?? '')).toBe(true);
    expect(sessions.exchange(code)).toBeNull();
  });

  it('live for a minute', () => {
    let now = 0;
    const sessions = createSessions(() => now);
    const early = sessions.issueCode();
    const late = sessions.issueCode();
    now = 59_999;
    expect(sessions.exchange(early)).not.toBeNull();
    now = 60_000;
    expect(sessions.exchange(late)).toBeNull();
  });

  it('cannot be guessed, and a wrong token is not valid', () => {
    const sessions = createSessions(() => 0);
    expect(sessions.exchange('')).toBeNull();
    expect(sessions.exchange('guess')).toBeNull();
    expect(sessions.isValid('')).toBe(false);
    expect(sessions.isValid('x'.repeat(43))).toBe(false);
  });
});
