/** Longer than any browser takes to begin a download of a file it already has. */
const KEEP_MS = 60_000;

/** Hands a text to the browser or the window as a download. */
export function download(fileName: string, text: string, mediaType: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: mediaType }));
  const link = document.createElement('a');
  link.href = address;
  link.download = fileName;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), KEEP_MS);
}
