import { fstatSync, readSync } from 'node:fs';
import { codeOf } from '../../contract/failure.ts';
import { withFile } from './open-file.ts';

/**
 * What a write-ahead log that its writers left behind turned out to be.
 *
 * | verdict | means                                                      | then                                  |
 * |---------|------------------------------------------------------------|---------------------------------------|
 * | sound   | every commit in it can be read; or there is none           | SQLite takes it over                  |
 * | sound   | its last commit is torn: killed before it was whole        | the same; nobody was told it was made |
 * | damaged | commits stand in it that SQLite would leave out in silence | set aside, what can be read is kept   |
 */
type LogVerdict = 'sound' | 'damaged';

const HEADER_BYTES = 32;
const FRAME_HEADER_BYTES = 24;
const MAGIC_LITTLE = 0x377f0682;
const MAGIC_BIG = 0x377f0683;
/** Of the header: how often the log was begun again from its start. */
const ROUND_AT = 12;
/** Of the frame header: its salts and sums stand behind the page number and the size after a commit. */
const SUMMED_OF_FRAME = 8;

/** Salts: those of the header stand in every frame of this round of the log; older frames have others. */
type Pair = readonly [number, number];

/**
 * Looks through a log as SQLite's recovery does (https://sqlite.org/fileformat2.html, section 4), and further: SQLite
 * stops at the first frame that does not hold, as every log ends in the middle of something; a commit behind it was
 * made and is lost. A frame is written in two parts, its head before its page: a process killed in between, in a log that
 * was begun again, leaves the page of the round before under a new head. In the first round nothing lies beneath, and the
 * file ends there. Call it while nobody writes. @throws where the file cannot be read
 */
export function checkLog(file: string): LogVerdict {
  try {
    return withFile(file, 'r', (handle) => walk(handle, fstatSync(handle).size));
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return 'sound';
    throw error;
  }
}

function walk(handle: number, size: number): LogVerdict {
  // Nothing was committed yet, or all of it stands in the database.
  if (size <= HEADER_BYTES) return 'sound';
  const header = read(handle, 0, HEADER_BYTES);
  const magic = header.readUInt32BE(0);
  const isLittle = magic === MAGIC_LITTLE;
  if (!isLittle && magic !== MAGIC_BIG) return 'damaged';
  let sums = summed(header.subarray(0, 24), [0, 0], isLittle);
  if (!isPair(header, 24, sums)) return 'damaged';
  const salts: Pair = [header.readUInt32BE(16), header.readUInt32BE(20)];
  const frameBytes = FRAME_HEADER_BYTES + header.readUInt32BE(8);
  const isLaterRound = header.readUInt32BE(ROUND_AT) > 0;
  let holds = true;
  let isTorn = false;
  for (let at = HEADER_BYTES; at + frameBytes <= size; at += frameBytes) {
    const frame = read(handle, at, frameBytes);
    if (!isPair(frame, 8, salts)) {
      holds = false;
      continue;
    }
    // Something was written behind it, so it was not the last.
    if (isTorn) return 'damaged';
    const isCommit = frame.readUInt32BE(4) !== 0;
    const heldBefore = holds;
    if (holds) {
      sums = summed(frame.subarray(0, SUMMED_OF_FRAME), sums, isLittle);
      sums = summed(frame.subarray(FRAME_HEADER_BYTES), sums, isLittle);
      holds = isPair(frame, 16, sums);
    }
    if (holds || !isCommit) continue;
    if (!heldBefore || !isLaterRound) return 'damaged';
    isTorn = true;
  }
  return 'sound';
}

function read(handle: number, at: number, bytes: number): Buffer {
  const buffer = Buffer.alloc(bytes);
  readSync(handle, buffer, 0, bytes, at);
  return buffer;
}

function isPair(buffer: Buffer, at: number, [first, second]: Pair): boolean {
  return buffer.readUInt32BE(at) === first && buffer.readUInt32BE(at + 4) === second;
}

/** SQLite's checksum of whole eight-byte units, carried on from `sums`. */
function summed(bytes: Buffer, sums: Pair, isLittle: boolean): Pair {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let [first, second] = sums;
  for (let at = 0; at + 8 <= bytes.byteLength; at += 8) {
    first = (first + view.getUint32(at, isLittle) + second) >>> 0;
    second = (second + view.getUint32(at + 4, isLittle) + first) >>> 0;
  }
  return [first, second];
}
