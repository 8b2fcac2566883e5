/**
 * Text that stays text on its line: every character with a meaning in Markdown or HTML is escaped, every control
 * character and line separator becomes a space. `<` and `&` as entities, because not every renderer honours `\<`.
 */
export function inline(text: string): string {
  return (
    text
      .toWellFormed()
      // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
      .replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ')
      // What turns the direction of text would turn that of ours around it.
      .replace(/\p{Bidi_Control}/gu, '\ufffd')
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replace(/[\\`*_[\]|~$]/g, '\\$&')
      .replace(/^(\s*)([-=+#])/, '$1\\$2')
      // The dot or bracket of a numbered list: a digit is no character that can be escaped.
      .replace(/^(\s*\d+)([.)])(?=\s|$)/, '$1\\$2')
  );
}
