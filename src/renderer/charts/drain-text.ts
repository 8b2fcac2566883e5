import { formatMs, formatNumber } from '../../contract/format.ts';
import type { Drain } from '../../contract/rates.ts';

/** What came after the plan's end, apart from its rates: `draining 1,200 ms: 12 answered, 3 failed`; empty where nothing did. */
export function drainText({ lengthMs, ok, failed, leftOut }: Drain): string {
  if (lengthMs <= 0) return '';
  const parts = [
    `${formatNumber(ok)} answered`,
    ...(failed === 0 ? [] : [`${formatNumber(failed)} failed`]),
    ...(leftOut === 0 ? [] : [`${formatNumber(leftOut)} failed and left out`]),
  ];
  return `draining ${formatMs(lengthMs)}: ${parts.join(', ')}`;
}
