import { parentPort } from 'node:worker_threads';
import { codeOf } from '../../../contract/failure.ts';
import type { Millis } from '../../../contract/units.ts';
import { openRunReader } from '../../storage/run-reader.ts';
import { answerOf, type FromReader, type Question, type ToReader } from './questions.ts';
import { RunAnswers } from './run-answers.ts';

/**
 * The program of the thread that reads runs, so that nobody waits for it: it opens the database for itself, for reading only,
 * and answers one question after the other. While none waits, it sums up the run last asked about.
 */
let dataDir: string | null = null;
let answers: RunAnswers | null = null;
let isSummingUp = false;
let tidying: NodeJS.Timeout | undefined;
const TIDY_MS: Millis = 500;
/** Tens of megabytes of numbers, outside the memory of V8. */
const LEAVE_MUCH: ReadonlySet<Question> = new Set<Question>([
  'document',
  'causes',
  'figures',
  'grades',
  'why',
  'report',
]);

parentPort?.on('message', (message: ToReader) => {
  if ('dataDir' in message) dataDir = message.dataDir;
  else answer(message);
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

function tell(told: FromReader): void {
  parentPort?.postMessage(told);
}

function answer(asked: Exclude<ToReader, { dataDir: string }>): void {
  tell(answered(asked));
  // What comes next would come on top of it.
  if (LEAVE_MUCH.has(asked.question)) globalThis.gc?.();
}

/** A stretch at a time, so that a question waits for one at most. */
function sumUp(): void {
  if (isSummingUp) return;
  isSummingUp = true;
  setImmediate(() => {
    isSummingUp = false;
    try {
      if (answers?.rollUpNext() === true) sumUp();
      else tidyUp();
    } catch (error) {
      // Questions are answered without sums too, if slower; the next one tries again.
      tell({ number: null, thrown: thrownBy(error) });
    }
  });
}

/** What questions left behind is given back when nobody has asked for a moment: much of it is no memory of V8, which sees no need to. */
function tidyUp(): void {
  clearTimeout(tidying);
  tidying = setTimeout(() => globalThis.gc?.(), TIDY_MS);
}
