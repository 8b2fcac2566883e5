import { parentPort } from 'node:worker_threads';
import { codeOf } from '../../../contract/failure.ts';
import { openRunReader } from '../../storage/run-reader.ts';
import { answerOf, type FromReader, type ToReader } from './questions.ts';
import { RunAnswers } from './run-answers.ts';

/**
 * The program of the thread that reads runs, so that nobody waits for it: it opens the database for itself, for reading only,
 * and answers one question after the other. While none waits, it sums up the run last asked about.
 */
let dataDir: string | null = null;
let answers: RunAnswers | null = null;
let isSummingUp = false;

parentPort?.on('message', (message: ToReader) => {
  if ('dataDir' in message) dataDir = message.dataDir;
  else tell(answered(message));
  sumUp();
});

function answered({ number, question, asked }: Exclude<ToReader, { dataDir: string }>): FromReader {
  try {
    if (dataDir === null) throw new Error('a question before the data');
    // Opened by the first question, so that who asks is told why it cannot be.
    answers ??= new RunAnswers(openRunReader(dataDir));
    return { number, answer: answerOf(answers, question, asked) };
  } catch (error) {
    return { number, thrown: thrownBy(error) };
  }
}

function thrownBy(error: unknown): Extract<FromReader, { thrown: unknown }>['thrown'] {
  return { code: codeOf(error), message: error instanceof Error ? error.message : String(error) };
}

function tell(answer: FromReader): void {
  parentPort?.postMessage(answer);
}

/** A stretch at a time, so that a question waits for one at most. */
function sumUp(): void {
  if (isSummingUp) return;
  isSummingUp = true;
  setImmediate(() => {
    isSummingUp = false;
    try {
      if (answers?.rollUpNext() === true) sumUp();
    } catch (error) {
      // Questions are answered without sums too, if slower; the next one tries again.
      tell({ number: null, thrown: thrownBy(error) });
    }
  });
}
