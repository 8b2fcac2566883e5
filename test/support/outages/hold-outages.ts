import { describe, expect, it } from 'vitest';
import { reportText } from '../report-text.tsx';
import { faultsOf } from './faults.ts';
import type { Outage } from './outage.ts';
import { runOutage } from './virtual-outage.ts';

/** A test for each outage that the virtual clock can show. */
export function holdOutages(kind: string, outages: readonly Outage[]): void {
  describe(`${kind}: the run says what a person would, everywhere the same, where the service`, () => {
    for (const outage of outages.filter(({ only }) => only !== 'real')) {
      it(outage.name, async () => {
        expect(faultsOf(await runOutage(outage, reportText), outage)).toEqual([]);
      });
    }
  });
}
