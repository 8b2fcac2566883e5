import type { Failure } from '../../../contract/failure.ts';
import type { RunAnswers } from './run-answers.ts';

/** What can be asked about a run. */
export type Question = Exclude<keyof RunAnswers, 'rollUpNext'>;
export type Asked<Name extends Question> = Parameters<RunAnswers[Name]>[0];
export type Answer<Name extends Question> = ReturnType<RunAnswers[Name]>;

/** To the thread: where the data is, once; then questions, each with a number. */
export type ToReader =
  | { readonly dataDir: string }
  | { readonly number: number; readonly question: Question; readonly asked: Asked<Question> };

/** From it: what was asked under that number, or what was thrown; `number` null: by nothing that was asked. */
export type FromReader =
  | { readonly number: number; readonly answer: Answer<Question> }
  | { readonly number: number | null; readonly thrown: { readonly code: string; readonly message: string } };

export function answerOf<Name extends Question>(
  answers: RunAnswers,
  question: Name,
  asked: Asked<Name>,
): Answer<Name> {
  // Of one name, what is asked and what is answered belong together.
  const answer = answers[question].bind(answers) as (asked: Asked<Name>) => Answer<Name>;
  return answer(asked);
}

/** @param code what ended the thread; empty: it was ended */
export function readerGone(code: string): Failure {
  return {
    code: 'run.not_read',
    side: 'client',
    message: `The run could not be read to its end${code === '' ? '' : ` (${code})`}.`,
    hint: 'Ask again; if it happens once more, a shorter part of the run may be read.',
  };
}
