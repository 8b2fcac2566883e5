/** Empties runs from the bin of a folder, and kills itself after so many pieces: `bin-emptier.ts FOLDER PIECES RUN…`. */
import { openBinKeeper } from '../../src/main/storage/bin.ts';

const [folder = '', pieces = '0', ...runIds] = process.argv.slice(2);
const keeper = openBinKeeper(folder);
keeper.mark(runIds);
for (let piece = 0; piece < Number(pieces); piece += 1) keeper.removePiece();
process.kill(process.pid, 'SIGKILL');
