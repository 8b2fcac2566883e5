import { expect, test } from 'vitest';
import {
  openFilesOf,
  portRangeOf,
  readMachineLimits,
} from '../../../../src/workers/threads/machine-limits.ts';

test('reads the soft limit of open files', () => {
  const text = [
    'Limit                     Soft Limit           Hard Limit           Units     ',
    'Max cpu time              unlimited            unlimited            seconds   ',
    'Max open files            1024                 524288               files     ',
  ].join('\n');
  expect(openFilesOf(text)).toBe(1_024);
  expect(openFilesOf('')).toBeNull();
});

test('reads the range of local ports', () => {
  expect(portRangeOf('32768\t60999\n')).toEqual({ first: 32_768, last: 60_999 });
  expect(portRangeOf('')).toBeNull();
});

test('this machine has a core and some memory', async () => {
  const limits = await readMachineLimits();
  expect(limits.cores).toBeGreaterThanOrEqual(1);
  expect(limits.freeMemoryBytes).toBeGreaterThan(0);
  expect(limits.openFiles === null || limits.openFiles.inUse > 0).toBe(true);
});
