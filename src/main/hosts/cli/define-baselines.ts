import type { Command } from 'commander';
import type { As } from './app-session.ts';
import {
  listBaselinesCommand,
  removeBaselineCommand,
  restoreBaselineCommand,
  setBaselineCommand,
  showBaselineCommand,
} from './baseline-commands.ts';

type Option = readonly [flags: string, text: string];

/** Options that every command about stored runs has. */
interface SharedOptions {
  readonly where: Option;
  readonly asJson: Option;
}

/** Names for stored runs that later ones are held against. */
export function defineBaselines(program: Command, as: As, { where, asJson }: SharedOptions): void {
  const baseline = program
    .command('baseline')
    .description('names, per plan, for stored runs that later runs are held against');
  const made = (usage: string, text: string) =>
    baseline
      .command(usage)
      .description(text)
      .option(...where);
  const named = (usage: string, text: string) =>
    made(usage, text).option('--plan <name>', 'where several plans have one of that name');
  made('set <name> [runs...]', 'of the newest run, or of these, each a session of its own')
    .option('--add', 'beside the sessions it has, not in their place')
    .action(as(setBaselineCommand));
  made('list', 'all of them')
    .option('--plan <name>', 'of this plan only')
    .option('--removed', 'those that were removed')
    .option(...asJson)
    .action(as(listBaselinesCommand));
  named('show <name>', 'the runs it holds')
    .option(...asJson)
    .action(as(showBaselineCommand));
  named('remove <name>', 'its runs stay; restore takes it back').action(as(removeBaselineCommand));
  named('restore <name>', 'restore a removed baseline').action(as(restoreBaselineCommand));
}
