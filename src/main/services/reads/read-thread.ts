import { parentPort } from 'node:worker_threads';
import { codeOf } from '../../../contract/failure.ts';
import { openRunReader } from '../../storage/run-reader.ts';
import { answerOf, type FromReader, type ToReader } from './questions.ts';
import { RunAnswers } from './run-answers.ts';

/**
 * The program of the thread that reads runs, so that nobody waits for it: it opens the database for itself, for reading only,
 * and answers one question after the other. While none waits, it sums up the run last asked about.
 */
let answers: RunAnswers | null = null;
let isSummingUp = false;

parentPort?.on('message', (message: ToReader) => {
  if ('dataDir' in message) answers = new RunAnswers(openRunReader(message.dataDir));
  else tell(answered(message));
  sumUp();
});

function answered({ number, question, asked }: Exclude<ToReader, { dataDir: string }>): FromReader {
  try {
    if (answers === null) throw new Error('a question before the data');
    return { number, answer: answerOf(answers, question, asked) };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { number, thrown: { code: codeOf(error), message } };
  }
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
    if (answers?.rollUpNext() === true) sumUp();
  });
}
