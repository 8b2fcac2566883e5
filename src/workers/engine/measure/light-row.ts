import type { LightRequest } from '../../../contract/light-requests.ts';
import type { Micros } from '../../../contract/units.ts';
import type { Sample } from './sample.ts';
import { emptyPhases, phasesOf } from './sample-phases.ts';

/** Numbers the connections of a thread, each when something that is kept was on it. */
export class ConnectionNumbers {
  #last = 0;

  of({ link }: Sample): number {
    if (link === null) return 0;
    if (link.number === 0) {
      this.#last += 1;
      link.number = this.#last;
    }
    return link.number;
  }
}

/** A sample as it is kept light. @param at its thread, the number of its connection, and from where times count */
export function lightRowOf(
  sample: Sample,
  at: { readonly thread: number; readonly connection: number; readonly startUs: Micros },
): LightRequest {
  const { link, startedUs, status } = sample;
  const isOpen = link !== null && link.openedUs >= 0;
  return {
    series: sample.series,
    thread: at.thread,
    startedUs: startedUs - at.startUs,
    phasesUs: phasesWithoutGaps(sample),
    status: status < 0 ? null : status,
    code: sample.failure?.code ?? null,
    address: link?.address ?? null,
    connection: at.connection,
    isNew: !sample.reused && sample.connectUs >= 0,
    uses: sample.uses,
    ageMs: isOpen ? Math.max(0, Math.round((startedUs - link.openedUs) / 1_000)) : 0,
    bytesIn: sample.bytesIn,
    bytesOut: sample.bytesOut,
    weight: 1,
  };
}

/** One for all: they are filled, and read at once. */
const phases = emptyPhases();

/** A phase that it does not have took no time. */
function phasesWithoutGaps(sample: Sample): Micros[] {
  phasesOf(sample, phases);
  const all: Micros[] = [];
  for (let at = 0; at < phases.length; at += 1) all.push(Math.max(0, phases[at] ?? 0));
  return all;
}
