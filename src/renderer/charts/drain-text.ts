import { formatMs, formatNumber } from '../../contract/format.ts';
import type { SummarySecond } from '../../contract/summary.ts';

/** What came after the plan's end, apart from its rates: `draining 1.2 s: 12 answered, 3 failed`; empty where nothing did. */
export function drainText(seconds: readonly SummarySecond[]): string {
  const drain = seconds.filter((second) => second.drain);
  if (drain.length === 0) return '';
  const sum = (read: (second: SummarySecond) => number) =>
    drain.reduce((total, second) => total + read(second), 0);
  const [lengthMs, ok, errors] = [sum((s) => s.lengthMs), sum((s) => s.ok), sum((s) => s.errors)];
  const failed = errors === 0 ? '' : `, ${formatNumber(errors)} failed`;
  return `draining ${formatMs(lengthMs)}: ${formatNumber(ok)} answered${failed}`;
}
