/** Options that many commands have, with what they mean. */
export const WHERE = ['--data-dir <dir>', 'where runs are kept'] as const;
export const AS_JSON = ['--json <file>', 'as JSON (- is standard output)'] as const;
