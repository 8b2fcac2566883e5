import { type Failure, fail, type Result, succeed } from '../../../contract/failure.ts';
import type { Why } from '../../../contract/why.ts';
import type { App } from '../../services/app-port.ts';
import { type Work, withApp } from './app-session.ts';
import type { AreaFlags, Asked } from './asked-area.ts';
import { askedOf, askWhy } from './asked-run.ts';
import type { Flags } from './option-values.ts';
import { answer } from './outputs.ts';
import { printWhy } from './print-why.ts';
import { orReport } from './report-failure.ts';

/** `plimsoll why RUN`. */
export const whyCommand: Work<AreaFlags & Flags<'dataDir' | 'json' | 'against'>, [word: string]> = (
  context,
  word,
  flags,
) =>
  withApp(context, flags, (app) =>
    orReport(context.terminal, askBoth(app, word, flags), ({ asked, why, against }) => {
      const { area, scope } = asked;
      const other = against === null ? null : { runId: against.row.runId, ...against.why };
      return answer(context.terminal, flags, {
        value: { runId: asked.row.runId, trust: asked.row.trust, area, scope, ...why, against: other },
        text: () => printWhy({ asked, why, against, flags }, context.terminal),
      });
    }),
  );

interface Answered {
  readonly asked: Asked;
  readonly why: Why;
  /** Null: there is none to be compared with. */
  readonly against: (Pick<Asked, 'row'> & { readonly why: Why }) | null;
}

/** One question about a run, and about another where that is to be compared with. */
async function askBoth(
  app: App,
  word: string,
  flags: AreaFlags & Flags<'against'>,
): Promise<Result<Answered>> {
  const one = await ask(app, word, flags);
  if (!one.ok || flags.against === undefined) {
    return one.ok ? succeed({ ...one.value, against: null }) : one;
  }
  const other = await ask(app, flags.against, flags);
  if (!other.ok) return fail(ofOther(other.failure, flags.against));
  return succeed({ ...one.value, against: { row: other.value.asked.row, why: other.value.why } });
}

/** What is wrong with the options for the other run does not say by itself which run is meant. */
function ofOther(failure: Failure, word: string): Failure {
  if (failure.code !== 'usage.option') return failure;
  return { ...failure, message: `--against ${word}: ${failure.message}` };
}

async function ask(
  app: App,
  word: string,
  flags: AreaFlags,
): Promise<Result<{ readonly asked: Asked; readonly why: Why }>> {
  const asked = await askedOf(app, word, flags);
  if (!asked.ok) return asked;
  const why = await askWhy(app, asked.value);
  return why.ok ? succeed({ asked: asked.value, why: why.value }) : why;
}
