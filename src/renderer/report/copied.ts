/** Puts a text on the clipboard. @returns whether the browser let it: of a file that is opened from a disk, not every one does */
export async function copied(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
