import { expect, test } from 'vitest';
import {
  formatBytes,
  formatChange,
  formatMs,
  formatNumber,
  formatPercent,
} from '../../../src/contract/format.ts';

test.each([
  [0, '0'],
  [9.994, '9.99'],
  [9.996, '10'],
  [99.94, '99.9'],
  [99.97, '100'],
  [999.4, '999'],
  [999.7, '1,000'],
  [-999.7, '-1,000'],
  [1_000, '1,000'],
  [1_234_567.8, '1,234,568'],
])('the number %d is written %s', (value, text) => {
  expect(formatNumber(value)).toBe(text);
});

test.each([
  [999.7, '1,000 ms'],
  [9_999.4, '9,999 ms'],
  [9_999.6, '10 s'],
])('a time of %d ms is written %s', (value, text) => {
  expect(formatMs(value)).toBe(text);
});

test.each([
  [999, '999 B'],
  [999_499, '999 kB'],
  [999_700, '1 MB'],
  [999_700_000, '1 GB'],
])('%d bytes are written %s', (value, text) => {
  expect(formatBytes(value)).toBe(text);
});

test.each([
  [0, '0%'],
  [0.004, '<0.01%'],
  [99.94, '99.9%'],
  [99.97, '>99.9%'],
  [100, '100%'],
  [99.999_999, '>99.9%'],
])('a share of %d is written %s: neither nothing nor all by rounding', (value, text) => {
  expect(formatPercent(value)).toBe(text);
});

test.each([
  [12.16, '+12%'],
  [-4.36, '−4.4%'],
  [9.94, '+9.9%'],
  [9.96, '+10%'],
  [4, '+4%'],
  [-0.04, '0%'],
  [1_225, '+1,225%'],
  [1e9, '>+10,000%'],
])('a change of %d percent is %s', (percent, text) => {
  expect(formatChange(percent)).toBe(text);
});
