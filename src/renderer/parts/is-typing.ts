/**
 * True where letters belong to what is being typed. Looks at where the event began: outside of a shadow root, as that
 * of the code editor, `target` is only the element that holds it.
 */
export function isTyping(event: Event): boolean {
  const [target] = event.composedPath();
  return (
    target instanceof HTMLElement && target.closest('input, textarea, select, [contenteditable]') !== null
  );
}
