import { describe, expect, it } from 'vitest';
import { harmless } from '../../../../../src/main/hosts/cli/terminal.ts';

const ESC = String.fromCharCode(27);
const BEL = String.fromCharCode(7);

describe('text for a terminal', () => {
  it('keeps our colours, our redraws and plain text', () => {
    const ours = `${ESC}[1;31mred${ESC}[39m\n\tnext\r${ESC}[2K– ünï ✓`;
    expect(harmless(ours)).toBe(ours);
  });

  it('shows what a stranger would have the terminal do', () => {
    expect(harmless(`a${ESC}[2Jb`)).toBe('a\ufffd[2Jb');
    expect(harmless(`${ESC}]0;title${BEL}`)).toBe('\ufffd]0;title\ufffd');
    expect(harmless('ab\u202Egnp.exe')).toBe('ab\ufffdgnp.exe');
    expect(harmless(`${ESC}[31;1H`)).toBe('\ufffd[31;1H');
  });
});
