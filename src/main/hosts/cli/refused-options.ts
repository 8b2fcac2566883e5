import type { Command } from 'commander';
import { EXIT } from '../../../contract/failure.ts';

/** Options whose text may be of no length, or that have a sentence of their own for it. */
const MAY_BE_EMPTY = new Set(['data', 'message', 'subscribe', 'note', 'health', 'basic', 'bearer']);

/** An empty word is nearly always a variable of the shell that is not set; taken as a value it would mean another. */
export function refuseEmpty(command: Command): void {
  const isEmpty = (value: unknown) => value === '' || (Array.isArray(value) && value.includes(''));
  const option = command.options.find(
    (one) => !MAY_BE_EMPTY.has(one.attributeName()) && isEmpty(command.getOptionValue(one.attributeName())),
  );
  if (option === undefined && !command.args.includes('')) return;
  const what = option === undefined ? 'a word of the command' : `option '${option.flags}'`;
  command.error(`error: ${what} is empty; is the variable of your shell set?`, {
    code: 'plimsoll.empty',
    exitCode: EXIT.usage,
  });
}

/** An option that says one thing says it once: of two values the first would be lost without a word. */
export function refuseTwice(command: Command): void {
  for (const option of command.options) {
    if (option.parseArg !== undefined || option.isBoolean()) continue;
    let given = 0;
    command.on(`option:${option.name()}`, () => {
      given += 1;
      if (given === 2)
        command.error(`error: option '${option.flags}' is given twice; give it once`, {
          code: 'plimsoll.twice',
          exitCode: EXIT.usage,
        });
    });
  }
}
