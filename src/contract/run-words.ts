/** What of a run is searched by words; outcome, grade, state, purpose and trust by their names. */
interface WordedRun {
  readonly runId: string;
  readonly name: string;
  readonly tags: readonly string[];
  readonly notes: string;
  readonly planName?: string | undefined;
  readonly machine?: string | undefined;
  readonly outcome: string;
  readonly overallGrade: string;
  readonly state: string;
  readonly purpose: string;
  readonly trust: string;
}

/** The words of a search, in lower case. */
export function wordsOf(text: string): string[] {
  return text.toLowerCase().split(/\s+/).filter(Boolean);
}

/** Whether every word stands somewhere in what a list shows of a run. */
export function hasWords(run: WordedRun, words: readonly string[]): boolean {
  const { name, tags, notes, planName = '', machine = '', outcome, state, purpose, trust, runId } = run;
  // As people read a grade: "not gradable".
  const grade = run.overallGrade.replaceAll('-', ' ');
  const all = [name, ...tags, notes, planName, machine, outcome, grade, state, purpose, trust, runId];
  const haystack = all.join('\n').toLowerCase();
  return words.every((word) => haystack.includes(word));
}
