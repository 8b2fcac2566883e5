import { type Failure, fail, type Result, succeed, testFailure } from '../../../contract/failure.ts';

/** Options as commander hands them over: texts, texts that may be given again and again, and switches. */
export type Flags<Text extends string, List extends string = never, Switch extends string = never> = Readonly<
  Partial<Record<Text, string> & Record<List, readonly string[]> & Record<Switch, boolean>>
>;

/** `spawnRate` as it is typed: `--spawn-rate`. */
export function optionName(key: string): string {
  const name = key.replace(/Ms$/, '').replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  return `--${name === 'targets' ? 'target' : name === 'values' ? 'set' : name}`;
}

/** Wrong usage of the command line. */
export function usage(message: string, hint: string): Failure {
  return testFailure('usage.option', message, hint);
}

/** Wrong usage, as a result. */
export function misuse<T = never>(message: string, hint: string): Result<T> {
  return fail(usage(message, hint));
}

/** A number of zero or more, written in digits. */
export function numberOption(key: string, text: string): Result<number> {
  if (/^\+?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text.trim())) {
    const value = Number(text);
    if (Number.isFinite(value)) return succeed(value);
  }
  return misuse(`${optionName(key)} ${text} is not a number of zero or more.`, example(key, 10));
}

/** A whole number between bounds, both included. */
export function wholeOption(
  key: string,
  text: string,
  { least = 0, most = Number.MAX_SAFE_INTEGER }: { readonly least?: number; readonly most?: number } = {},
): Result<number> {
  const number = numberOption(key, text);
  if (!number.ok && least === 0) return number;
  if (number.ok && Number.isInteger(number.value) && number.value >= least && number.value <= most)
    return number;
  const range = most === Number.MAX_SAFE_INTEGER ? `of at least ${least}` : `from ${least} to ${most}`;
  const fitting = Math.max(least, Math.min(10, most));
  return misuse(`${optionName(key)} ${text} is not a whole number ${range}.`, example(key, fitting));
}

/** A port of this machine; 0 means any free one, where that is allowed. */
export function portOption(key: string, text: string, least: 0 | 1, most = 65_535): Result<number> {
  const port = wholeOption(key, text, { least, most });
  if (port.ok) return port;
  return misuse(`${optionName(key)} ${text} is not a port from ${least} to ${most}.`, example(key, 8000));
}

function example(key: string, value: number): string {
  return `For example: ${optionName(key)} ${value}.`;
}
