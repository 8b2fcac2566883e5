import type { TruthReport } from '../truth-report.ts';

/**
 * A bench against a real peer, which is ended whatever becomes of it.
 * @param started the peer, or why there is none: then nothing is proven
 */
export async function proveWithPeer<Peer extends { close(): Promise<void> }>(
  report: TruthReport,
  what: string,
  started: Peer | string,
  prove: (peer: Peer) => Promise<void>,
): Promise<void> {
  if (typeof started === 'string') report.unproven(what, started);
  else {
    try {
      await prove(started);
    } finally {
      await started.close();
    }
  }
  report.finish();
}
