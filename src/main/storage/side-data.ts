import type { Exemplar, RunSecond, StreamSecond } from '../../contract/tick.ts';

/** Examples kept per second; the longest ones, failures before successes. */
export const MAX_EXEMPLARS = 100;

type SideData = Pick<RunSecond, 'failures' | 'exemplars' | 'streams' | 'generators' | 'machine'>;

/** What a second holds besides its series, as one JSON text. Histograms inside it travel as base64. */
export function encodeSideData(second: SideData): string {
  const streams = second.streams.map((stream) => ({
    ...stream,
    deliveryLag: stream.deliveryLag === null ? null : Buffer.from(stream.deliveryLag).toString('base64'),
  }));
  return JSON.stringify({
    failures: second.failures,
    exemplars: capExemplars(second.exemplars),
    streams,
    generators: second.generators,
    machine: second.machine,
  });
}

/** Reads what `encodeSideData` wrote; call it only after the CRC agreed, it does not check again. */
export function decodeSideData(text: string): SideData {
  const stored = JSON.parse(text) as Omit<SideData, 'streams'> & {
    streams: (Omit<StreamSecond, 'deliveryLag'> & { deliveryLag: string | null })[];
  };
  const streams = stored.streams.map((stream) => ({
    ...stream,
    deliveryLag: stream.deliveryLag === null ? null : bytesOf(stream.deliveryLag),
  }));
  return { ...stored, streams };
}

function bytesOf(base64: string): Uint8Array {
  const bytes = Buffer.from(base64, 'base64');
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function capExemplars(exemplars: readonly Exemplar[]): readonly Exemplar[] {
  if (exemplars.length <= MAX_EXEMPLARS) return exemplars;
  const worth = (example: Exemplar) =>
    (example.code === null ? 0 : 1e12) + example.endedUs - example.startedUs;
  const kept = new Set(exemplars.toSorted((a, b) => worth(b) - worth(a)).slice(0, MAX_EXEMPLARS));
  return exemplars.filter((example) => kept.has(example));
}
