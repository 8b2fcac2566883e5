import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { harmless, signedColors, WIPE_LINE } from '../../../../../src/main/hosts/cli/terminal.ts';

const ESC = String.fromCharCode(27);
const BEL = String.fromCharCode(7);

describe('text for a terminal', () => {
  it('keeps our colours, our redraws and plain text', () => {
    const { red, bold } = signedColors(true);
    expect(harmless(`${bold(`a ${red('b')}`)}\n\tnext\r\n${WIPE_LINE}– ünï ✓`)).toBe(
      `${ESC}[1ma ${ESC}[31mb${ESC}[39m${ESC}[22m\n\tnext\r\n${ESC}[2K\r– ünï ✓`,
    );
  });

  it('has colours that take no width', () => {
    expect(stripVTControlCharacters(signedColors(true).red('one'))).toBe('one');
  });

  it('shows what a stranger would have the terminal do, its colours among it', () => {
    expect(harmless(`a${ESC}[2Jb`)).toBe('a\ufffd[2Jb');
    expect(harmless(`x${ESC}[31m`)).toBe('x\ufffd[31m');
    expect(harmless(signedColors(true).red(`x${ESC}[8m`))).toBe(`${ESC}[31mx\ufffd[8m${ESC}[39m`);
    expect(harmless(`passed\r${ESC}[2Kfailed`)).toBe('passed\ufffd\ufffd[2Kfailed');
    expect(harmless(`${ESC}]0;title${BEL}`)).toBe('\ufffd]0;title\ufffd');
    expect(harmless('\u009b31m')).toBe('\ufffd31m');
    expect(harmless('ab\u202Egnp.exe')).toBe('ab\ufffdgnp.exe');
    expect(harmless(`${ESC}[31;1H`)).toBe('\ufffd[31;1H');
  });
});
