import { parentPort, workerData } from 'node:worker_threads';
import type { WatchSource } from '../../contract/watch.ts';
import { createSystemClock } from '../engine/time/system-clock.ts';
import { makeReader } from './make-reader.ts';
import type { FromSampler, SamplerAssignment, ToSampler } from './messages.ts';
import { Sampler } from './sampler.ts';
import { threadCpuUs } from './thread-cpu.ts';
import type { WatchReader } from './watch-reader.ts';

/** The program of the thread that watches. An error it does not expect ends the thread, never the run. */
const port = parentPort;
if (port === null) throw new Error('this file runs as a worker thread only');

const { sources, limits } = workerData as SamplerAssignment;
const post = (message: FromSampler) => port.postMessage(message);
const sampler = new Sampler({
  readers: sources.map(readerOf),
  clock: createSystemClock(),
  cpuUs: threadCpuUs,
  report: (entries) => post({ kind: 'watched', entries }),
});

port.on('message', (message: ToSampler) => {
  if (message.kind === 'begin') {
    sampler.begin(message.startUs);
    return;
  }
  void sampler.end(message.endUs).then(() => {
    post({ kind: 'done' });
    port.close();
  });
});

/** One that cannot be made is a gap of its own watch. */
function readerOf(source: WatchSource): WatchReader {
  try {
    return makeReader(source, limits);
  } catch (error) {
    const gap = `Cannot be read here: ${error instanceof Error ? error.message : String(error)}`;
    return { read: () => ({ gauges: [], gap }), close: () => undefined };
  }
}
