import { describe, expect, it } from 'vitest';
import { faultsOf } from './faults.ts';
import { KNOWN_WRONG } from './known-wrong.ts';
import type { Outage } from './outage.ts';
import { runOutage } from './virtual-outage.ts';

/** A test for each outage that the virtual clock can show. */
export function holdOutages(kind: string, outages: readonly Outage[]): void {
  describe(`${kind}: the run says what a person would, everywhere the same, where the service`, () => {
    for (const outage of outages.filter(({ only }) => only !== 'real')) {
      const known = KNOWN_WRONG[outage.name];
      it(known === undefined ? outage.name : `${outage.name} (still wrong: ${known})`, async () => {
        const faults = faultsOf(await runOutage(outage), outage);
        if (known === undefined) expect(faults).toEqual([]);
        else if (faults.length === 0)
          console.warn(`${outage.name}: right now; strike it from known-wrong.ts`);
      });
    }
  });
}
