import type { Summary } from '../summary.ts';
import type { DocumentPart, PartKey, PartOf } from './document-part.ts';
import { ssePart } from './sse-part.ts';
import { webSocketPart } from './websocket-part.ts';

/** The parts of the document about connections that are held, one line each; the first stands for the others. */
export const DOCUMENT_PARTS: readonly DocumentPart[] = [webSocketPart, ssePart];

/** Those that a document has, each with what is said of it. */
export function partsOf(
  summary: Pick<Summary, PartKey>,
): { readonly said: DocumentPart; readonly part: PartOf<PartKey> }[] {
  return DOCUMENT_PARTS.flatMap((said) => {
    const part = summary[said.key];
    return part === null ? [] : [{ said, part }];
  });
}
