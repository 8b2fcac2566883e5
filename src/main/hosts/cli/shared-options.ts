import type { Command } from 'commander';

/** Options that many commands have, with what they mean. */
export const WHERE = ['--data-dir <dir>', 'where runs are kept'] as const;
export const AS_JSON = ['--json <file>', 'as JSON (- is standard output)'] as const;

/** Whoever types a word that is no command of these is told which there are. @param alone what it does without one */
export function nameItsCommands(parent: Command, alone: string): void {
  const { writeErr } = parent.configureOutput();
  const word = parent.name();
  const names = parent.commands.map((command) => command.name()).join(', ');
  parent.configureOutput({
    writeErr: (text) =>
      writeErr?.(
        text.replace(
          new RegExp(`too many arguments for '${word}'[^\\n]*`),
          `no such command of ${word}; there is ${names}, and ${alone}.`,
        ),
      ),
  });
}

/**
 * What a command takes as well as the commands within it, such as `--data-dir`, is taken by the former wherever it is typed: those
 * that act are given it, or they would act on another folder than was named.
 */
export function passOptionsOn(parent: Command): void {
  parent.hook('preAction', (_parent, command) => {
    if (command === parent) return;
    for (const option of command.options) {
      const name = option.attributeName();
      const typed: unknown = parent.getOptionValue(name);
      if (parent.getOptionValueSource(name) === 'cli') command.setOptionValue(name, typed);
    }
  });
}
