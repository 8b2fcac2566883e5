import { describe, expect, it } from 'vitest';
import type { ForeignCalls } from '../../../../../src/workers/target-watch/processes/foreign-calls.ts';
import { LinuxProcesses } from '../../../../../src/workers/target-watch/processes/linux-processes.ts';
import { MacProcesses } from '../../../../../src/workers/target-watch/processes/mac-processes.ts';
import { PsProcesses } from '../../../../../src/workers/target-watch/processes/ps-processes.ts';
import {
  systemProcesses,
  whyNoProcesses,
} from '../../../../../src/workers/target-watch/processes/system-processes.ts';
import { WindowsProcesses } from '../../../../../src/workers/target-watch/processes/windows-processes.ts';
import { madeCalls } from '../../../../support/made-calls.ts';

const refuse = (): ForeignCalls => {
  throw new Error('this system has files for it');
};
const without: ForeignCalls = {
  declare(_, prototype) {
    throw new Error(`no ${prototype}`);
  },
};

describe('the processes of a system', () => {
  it('are read from files on Linux, where nothing else is loaded', () => {
    expect(systemProcesses('linux', refuse)).toBeInstanceOf(LinuxProcesses);
  });

  it('are asked for through its own functions on macOS and Windows', () => {
    expect(systemProcesses('darwin', () => madeCalls([]))).toBeInstanceOf(MacProcesses);
    expect(systemProcesses('win32', () => madeCalls([]))).toBeInstanceOf(WindowsProcesses);
  });

  it('are read by ps on a Mac whose functions cannot be called, or are not there', () => {
    expect(systemProcesses('darwin', () => null)).toBeInstanceOf(PsProcesses);
    expect(systemProcesses('darwin', () => without)).toBeInstanceOf(PsProcesses);
  });

  it('cannot be read on Windows where its functions cannot be called', () => {
    expect(systemProcesses('win32', () => null)).toBeNull();
    expect(systemProcesses('win32', () => without)).toBeNull();
  });

  it('cannot be read on a system that is not known', () => {
    expect(systemProcesses('freebsd', refuse)).toBeNull();
    expect(whyNoProcesses('freebsd')).toBe('Processes cannot be watched on this system.');
    expect(whyNoProcesses('win32')).toMatch(/koffi.* could not be loaded/);
  });
});
