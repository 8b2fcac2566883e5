/** Whether a request had a body, which is not kept. @param asked its head, as it was sent */
export function hadBody(asked: string): boolean {
  return /^(?:content-length:[ \t]*[1-9]|transfer-encoding:)/im.test(asked);
}
